//! 简体中文：管理员的操作，以及笔记的链接。

use crate::locales::texts::{Admin, Forbidden, Link};

pub(super) const LINK: Link = Link {
    title: "用链接分享",
    lead: "在链接过期之前，拿到它的人无需登录就能下载这篇笔记。",
    duration: "有效期",
    minutes: |minutes| match minutes {
        60 => "1 小时".to_owned(),
        _ => format!("{minutes} 分钟"),
    },
    make: "生成链接",
    making: "生成中……",
    address: "链接",
    copy: "复制",
    copied: "已复制。",
    not_copied: "浏览器不允许本页复制。链接已选中，请手动复制。",
    until: |time| format!("有效至 {time}。"),
};

pub(super) const ADMIN: Admin = Admin {
    title: "管理",
    lead: "谁可以登录，以什么身份登录。",
    users: "用户",
    events: "审计日志",
    search: "按名称或邮箱查找",
    search_submit: "查找",
    shown: |count| format!("已显示 {count} 个用户"),
    none: "没有符合条件的用户。",
    you: "你自己",
    disabled: "已停用",
    disable: "停用",
    enable: "启用",
    make_admin: "设为管理员",
    make_user: "设为普通用户",
    end_sessions: "结束会话",
    button_for: |button, name| format!("{button}：{name}"),
    registered: |time| format!("注册于 {time}"),
    was_disabled: |name| format!("已停用 {name}，其会话立即结束。"),
    was_enabled: |name| format!("已启用 {name}，可以重新登录。"),
    became_admin: |name| format!("{name} 现在是管理员。"),
    became_user: |name| format!("{name} 不再是管理员。"),
    sessions_ended: |name| format!("{name} 的会话都已结束。"),
    events_lead: "账户和会话发生过什么，最新的在前。",
    events_shown: |count| format!("已显示 {count} 条记录"),
    event,
    event_user: "用户",
    event_actor: "操作者",
    event_ip: "来源地址",
};

fn event(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "registered" => "注册",
        "logged_in" => "登录",
        "login_failed" => "密码错误",
        "logged_out" => "退出登录",
        "refresh_token_reused" => "用过的刷新令牌再次出现，会话已结束",
        "stepped_up" => "再次输入密码",
        "password_changed" => "更改密码",
        "password_reset_requested" => "发出重设链接",
        "password_reset" => "通过链接重设密码",
        "sessions_revoked" => "结束所有会话",
        "user_disabled" => "停用",
        "user_enabled" => "启用",
        "role_changed" => "角色变更",
        "user_deleted" => "删除账户",
        _ => return None,
    })
}

pub(super) const FORBIDDEN: Forbidden = Forbidden {
    title: "你没有权限",
    lead: "这一页只供管理员使用，从这里发出的每个请求都会被服务器以 403 拒绝。",
    home: "回到首页",
};
