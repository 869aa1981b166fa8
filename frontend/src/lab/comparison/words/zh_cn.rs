//! 简体中文。Between Chinese and Latin letters or digits stands one space.

use super::{Ending, Hundred, Servers, Strategies, StrategyWords, Summary, Words};

pub(in super::super) static WORDS: Words = Words {
    title: "会话与令牌",
    lead: "一边是传统的 Cookie 会话和它的数据表，一边是令牌。两边都是真的，回答同一个问题；本页的每个数字都由你的浏览器和这台服务器当场测得。",
    session: "会话",
    token: "令牌",
    not_measured: "尚未测量",
    look_ups: |count| format!("查询 {count} 次"),
    accepted: "200，放行",
    refused: "401，拒绝",
    log_in_lead: "会话和令牌都发给已登录的用户。请先用演示账户登录，再回到这里。",
    log_in: "登录",
    to_measure: "登录后可以测量",
    hundred: Hundred {
        title: "各调用一百次",
        lead: "同一个问题“我是谁？”，用会话的 Cookie 问一次，用令牌问一次，交替进行。两边回答的都是同一个用户、同一个角色。",
        button: "调用 200 次",
        progress: |made, all| format!("已完成 {made} / {all} 次"),
        look_ups: "数据库查询次数",
        look_ups_note: "会话编号本身什么也没说，每次调用都要查表才知道它是谁的；令牌自己就写明了。",
        bytes: "上行字节数",
        bytes_note: |session, token| {
            format!("每次调用，Cookie 占 {session} 字节，Authorization 占 {token} 字节。")
        },
        server: "服务器耗时（中位数）",
        round_trip: "页面看到的往返时间（中位数）",
        strip_note: |end, slower| match slower {
            0 => format!("每个点是一次调用，刻度从 0 到 {end:.1} ms。"),
            slower => {
                format!("每个点是一次调用，刻度从 0 到 {end:.1} ms；更慢的 {slower} 次画在边上。")
            }
        },
        caveat: "查询次数和耗时由服务器自己报告（Server-Timing），字节数按服务器实际收到的计算。这里没有网络延迟，数据库也在同一块磁盘上；如果数据库在另一台机器上，每次查询还要多跑一趟。真正的 /api/me 还要给出个人资料，而资料不在令牌里，所以这里两边都只回答用户编号和角色。",
    },
    servers: Servers {
        title: "第二台服务器",
        lead: "一台机器不够用时，就由另一台分担：密钥相同，数据库相同，内存各是各的。它是真的，就在本进程里，另占一个端口。",
        button: "问两台服务器",
        first: "第一台",
        second: "第二台",
        own: "会话存在服务器内存里",
        classic: "会话存在共享的表里",
        token: "令牌",
        note: "登录是在第一台上完成的。会话若只存在它的内存里，别处就不认识；要么把每个用户固定在一台服务器上（粘性会话），要么大家都去查同一张表。令牌则随身带着服务器需要知道的一切。",
    },
    ending: Ending {
        title: "立刻让这个用户退出",
        lead: "删除会话的那一行，把令牌所属的会话记入“已结束”名单，同时不停地调用两台服务器：到什么时候还放行？",
        button: "立刻退出",
        moment: "退出时刻",
        session_first: "会话，第一台",
        session_first_note: "那一行已经删了，下一次调用就查不到。",
        session_second: "会话，第二台",
        session_second_note: "查的是同一张表。",
        token_first: "令牌，第一台",
        token_first_note: "会话是在这里结束的，这台服务器内存里的名单上已经有它。",
        token_second: "令牌，第二台",
        token_second_note: "它每秒到数据库里看一次别处结束了哪些会话。在那之前签名有效，令牌就有效：最多一秒，长短看运气，不妨再试几次。",
    },
    strategies: Strategies {
        title: "怎样收回令牌",
        lead: "为此新建一个用户，登录，两秒后禁用。三种办法各让他多用了多久？",
        button: "禁用一个用户",
        scale: "这里用 8 s 代表 15 分钟，省得等。",
        to_scale: |minutes| format!("按比例为 {minutes:.0}\u{a0}分钟"),
        moment: "禁用时刻",
        expiry: StrategyWords {
            name: "等它过期",
            cost: "令牌有效 8 s。服务器什么都不用记，每次调用也没有额外开销。",
        },
        short: StrategyWords {
            name: "缩短有效期",
            cost: "令牌有效 2 s，用户被禁用后不再发新的。每次调用没有额外开销；客户端每 2 s 换一次令牌，每换一次查询一次。",
        },
        list: StrategyWords {
            name: "已结束会话的名单",
            cost: "令牌有效 8 s。服务器要记住结束了哪些会话，直到它们的令牌自然过期；每次调用只查一下内存。Tessera 用的就是这种办法。",
        },
    },
    summary: Summary {
        title: "各自的长处",
        lead: "表中的数字就是上面测得的。",
        better: "更好",
        look_ups: "100 次调用的查询次数",
        bytes: "每次调用的字节数",
        server: "服务器耗时（中位数）",
        elsewhere: "没有共享表的服务器",
        accepted: |status| format!("{status}，认得"),
        refused: |status| format!("{status}，不认得"),
        ended_here: "退出后还能访问多久（同一台）",
        ended_there: "退出后还能访问多久（第二台）",
        disabled: "被禁用后还能访问多久",
        at_once: "下一次调用就被拒绝",
        disabled_token: |[expiry, short, list], minutes| {
            format!(
                "等过期 {expiry}（按比例为 {minutes:.0} 分钟），缩短有效期 {short}，用名单 {list}"
            )
        },
        keeps: "服务器要保存什么",
        keeps_session: "每个已登录的用户一行",
        keeps_token: "密钥，以及少数提前结束的会话",
        cross_site: "其他网站的页面能否代发",
        cross_site_session: "Cookie 会自动带上，必须靠 SameSite 和 CSRF 检查防范",
        cross_site_token: "放在请求头里就不会，只有本站的脚本才能加上",
    },
};
