//! The words of the storage theatre.

pub(super) struct Words {
    pub(super) tab: &'static str,
    pub(super) title: &'static str,
    pub(super) lead: &'static str,
    pub(super) log_in: &'static str,
    pub(super) log_in_button: &'static str,
    pub(super) play_all: &'static str,
    pub(super) playing: &'static str,
    pub(super) play_one: &'static str,
    pub(super) idle: &'static str,
    pub(super) on_stage: fn(&str, &str) -> String,
    pub(super) over: fn(&str) -> String,
    pub(super) stage: &'static str,
    pub(super) read_planted: &'static str,
    pub(super) read_foreign: &'static str,
    pub(super) store: &'static str,
    pub(super) memory: &'static str,
    /// What each store is, in the order of the rows.
    pub(super) stores: [&'static str; 4],
    /// The columns.
    pub(super) columns: [&'static str; 5],
    pub(super) not_yet: &'static str,
    pub(super) cells: Cells,
    pub(super) careless: Careless,
    pub(super) first_line: FirstLine,
    pub(super) conclusion: Conclusion,
}

/// What is said of what happened: a headline and its reason.
pub(super) struct Cells {
    pub(super) still_there: (&'static str, &'static str),
    pub(super) replaced: (&'static str, &'static str),
    pub(super) still_in: (&'static str, &'static str),
    pub(super) signed_out: (&'static str, &'static str),
    pub(super) read: (fn(&str) -> String, &'static str),
    pub(super) read_memory: (&'static str, &'static str),
    pub(super) spent: (&'static str, &'static str),
    pub(super) not_found: (&'static str, &'static str),
    pub(super) searched: fn(&str) -> String,
    pub(super) caught: (&'static str, &'static str),
    pub(super) not_caught: (&'static str, &'static str),
    pub(super) acted: (fn(&str) -> String, &'static str),
    pub(super) acted_with_token: (fn(&str) -> String, &'static str),
    pub(super) not_acted: (&'static str, &'static str),
    pub(super) not_forged: (&'static str, &'static str),
    pub(super) forged: (&'static str, &'static str),
    pub(super) not_sent: (&'static str, &'static str),
    pub(super) no_cookie: &'static str,
    pub(super) failed: (&'static str, &'static str),
}

/// The cookies beside ours.
pub(super) struct Careless {
    pub(super) title: &'static str,
    pub(super) lead: &'static str,
    pub(super) ours: &'static str,
    pub(super) plain: &'static str,
    pub(super) careless: &'static str,
    pub(super) stayed: &'static str,
    pub(super) sent: &'static str,
    pub(super) transfers: fn(u32) -> String,
    pub(super) not_yet: &'static str,
    pub(super) note: &'static str,
}

/// The policy that keeps scripts out.
pub(super) struct FirstLine {
    pub(super) title: &'static str,
    pub(super) lead: &'static str,
    pub(super) button: &'static str,
    pub(super) stopped: &'static str,
    pub(super) ran: &'static str,
    pub(super) note: &'static str,
}

/// When to use which.
pub(super) struct Conclusion {
    pub(super) title: &'static str,
    pub(super) stores: [&'static str; 4],
    pub(super) all: &'static str,
}

pub(super) static EN: Words = Words {
    tab: "Storage",
    title: "Where should a token be kept?",
    lead: "A real session moves through four stores. In each of them a planted script and another site’s form try to steal and to forge, and the table is filled by what happened.",
    log_in: "The token on this stage is a real one, so it takes somebody to be signed in.",
    log_in_button: "Log in to play",
    play_all: "Play the whole piece",
    playing: "Playing …",
    play_one: "Play",
    idle: "Your own session waits behind the scenes and comes back at the end. For each store the page reloads once and visits another site once.",
    on_stage: |store, column| format!("On stage: {store} · {column}"),
    over: |store| {
        format!(
            "The curtain is down. Your own session is back in {store}, and the sessions whose tokens were stolen have ended."
        )
    },
    stage: "The stage",
    read_planted: "Read the planted script",
    read_foreign: "Read the foreign page’s script",
    store: "Store",
    memory: "memory",
    stores: [
        "Kept on disk, for all tabs.",
        "This tab’s own, until it is closed.",
        "A variable of the program.",
        "The browser’s, and no script’s.",
    ],
    columns: [
        "After a reload",
        "Read where it lies",
        "Caught on its way",
        "Used in your name",
        "Forged by another site",
    ],
    not_yet: "not played yet",
    cells: Cells {
        still_there: ("Still there", "The new page found the same token."),
        replaced: (
            "Gone, then replaced",
            "The refresh cookie was still there, and brought another token.",
        ),
        still_in: (
            "Still signed in",
            "No script sees the token; the browser sent it by itself.",
        ),
        signed_out: ("Signed out", "Nothing was left of the session."),
        read: (
            |place| format!("Read from {place}"),
            "Every script of this origin may read it.",
        ),
        read_memory: (
            "Dug out of memory",
            "WebAssembly’s memory is one array, and the loader hands it to any script that asks.",
        ),
        spent: ("A spent token", "What was found opens nothing any more."),
        not_found: ("Nothing found", "No script gets to see an HttpOnly cookie."),
        searched: |size| format!("searched: 2 storages, {size} of memory"),
        caught: (
            "Caught",
            "Requests go through fetch, and fetch was the script’s.",
        ),
        not_caught: (
            "No token in it",
            "The browser adds the cookie where no script is any more.",
        ),
        acted: (
            |name| format!("Acted as {name}"),
            "It needs no token: the cookie comes along by itself.",
        ),
        acted_with_token: (
            |name| format!("Acted as {name}"),
            "It asked for a new token, and the refresh cookie came along.",
        ),
        not_acted: ("Refused", "The server did not take it for the user."),
        not_forged: (
            "Refused",
            "SameSite=Strict kept our cookies at home. Had one come, the check of the origin was next.",
        ),
        forged: ("Forged", "The form did what its author wanted."),
        not_sent: (
            "No form arrived",
            "The forms go to the address that the server knows as its own: open the page there.",
        ),
        no_cookie: "no cookie of ours",
        failed: ("It came to nothing", "The script could not do its work."),
    },
    careless: Careless {
        title: "Beside ours: two careless cookies",
        lead: "The same site, the same moment, the same kind of form. The cookies differ in one attribute.",
        ours: "ours, SameSite=Strict",
        plain: "says nothing",
        careless: "SameSite=None",
        stayed: "stayed at home",
        sent: "was sent",
        transfers: |count| match count {
            1 => "1 transfer made".to_owned(),
            count => format!("{count} transfers made"),
        },
        not_yet: "Play a store, and its forms will tell.",
        note: "Chromium takes a cookie that says nothing for Lax, but not in its first two minutes; other browsers send it always.",
    },
    first_line: FirstLine {
        title: "The first line: no script gets in",
        lead: "Suppose a hole in the page lets somebody plant markup. It is tried on this very page:",
        button: "Plant a script",
        stopped: "did not run",
        ran: "ran",
        note: "The policy stops the script. The store decides only what one that got through can carry away.",
    },
    conclusion: Conclusion {
        title: "When to use which",
        stores: [
            "Simple, and shared by all tabs. For demos, and for tokens that open little and not for long.",
            "The same for one tab only: it shortens the time of a theft and prevents none.",
            "Nothing on disk, nothing after the page. For a page that calls other origins and has its refresh token in a cookie.",
            "No script carries it away. The first choice for one’s own API, with SameSite and a check of the origin.",
        ],
        all: "None of them stops a planted script from acting while the page is open. So keep scripts out with CSP and Trusted Types, keep tokens short-lived, and ask for the password again before what cannot be undone.",
    },
};

pub(super) static ZH: Words = Words {
    tab: "存储",
    title: "令牌放在哪里好？",
    lead: "一个真实的会话依次住进四种存储。每到一处，都有一段植入的脚本和另一个网站的表单来偷、来伪造；表里写的，都是实际发生的事。",
    log_in: "台上的令牌是真的，所以要先有人登录。",
    log_in_button: "登录后开演",
    play_all: "从头演到尾",
    playing: "演出中……",
    play_one: "演这一场",
    idle: "你自己的会话在幕后等候，散场后归位。每换一种存储，页面会刷新一次，再去另一个网站走一趟。",
    on_stage: |store, column| format!("台上：{store} · {column}"),
    over: |store| format!("演出结束。你自己的会话已回到“{store}”，令牌被偷走的那些会话都已终止。"),
    stage: "舞台",
    read_planted: "看植入的脚本",
    read_foreign: "看外站页面的脚本",
    store: "存储",
    memory: "内存",
    stores: [
        "存在磁盘上，各标签页共用。",
        "只属于这个标签页，关掉就没了。",
        "程序里的一个变量。",
        "归浏览器管，脚本碰不到。",
    ],
    columns: ["刷新之后", "就地读取", "半路截获", "冒名行事", "他站伪造"],
    not_yet: "尚未上演",
    cells: Cells {
        still_there: ("还在", "新页面找到了同一枚令牌。"),
        replaced: ("没了，又补上", "刷新 Cookie 还在，换来了另一枚令牌。"),
        still_in: ("仍然登录", "脚本看不到令牌，浏览器自己把它带上了。"),
        signed_out: ("已退出", "会话什么也没剩下。"),
        read: (
            |place| format!("从 {place} 读到"),
            "同源的任何脚本都能读它。",
        ),
        read_memory: (
            "从内存里挖到",
            "WebAssembly 的内存是一整块数组，加载器会把它交给任何来要的脚本。",
        ),
        spent: ("只有作废的令牌", "找到的令牌已经打不开任何东西。"),
        not_found: ("一无所获", "HttpOnly Cookie 不给任何脚本看。"),
        searched: |size| format!("搜过：2 种存储，{size} 内存"),
        caught: ("截获", "请求都要经过 fetch，而 fetch 已被脚本换掉。"),
        not_caught: (
            "请求里没有令牌",
            "Cookie 由浏览器最后添上，那里已没有脚本。",
        ),
        acted: (
            |name| format!("冒充 {name} 得手"),
            "不需要令牌：Cookie 会自己跟上。",
        ),
        acted_with_token: (
            |name| format!("冒充 {name} 得手"),
            "它去要了一枚新令牌，刷新 Cookie 自己跟上了。",
        ),
        not_acted: ("被拒绝", "服务器没有把它当成用户。"),
        not_forged: (
            "被拒绝",
            "SameSite=Strict 让我们的 Cookie 没有出门。就算带上了，后面还有来源检查。",
        ),
        forged: ("伪造成功", "表单做成了作者想做的事。"),
        not_sent: (
            "没有收到表单",
            "表单只发往服务器登记的地址，请从那里打开本页。",
        ),
        no_cookie: "没带我们的 Cookie",
        failed: ("没有做成", "脚本没能完成它的事。"),
    },
    careless: Careless {
        title: "旁证：两个粗心的 Cookie",
        lead: "同一个外站，同一时刻，同样的表单。几个 Cookie 只差一个属性。",
        ours: "我们的，SameSite=Strict",
        plain: "什么也没写",
        careless: "SameSite=None",
        stayed: "没有出门",
        sent: "被带上了",
        transfers: |count| format!("转账成功 {count} 次"),
        not_yet: "先演一种存储，表单会给出答案。",
        note: "什么也没写的 Cookie，Chromium 按 Lax 处理，但头两分钟例外；有的浏览器一律带上。",
    },
    first_line: FirstLine {
        title: "第一道防线：不让脚本进来",
        lead: "假设页面有个漏洞，有人能塞进标记。就在本页上试一试：",
        button: "植入脚本",
        stopped: "没有运行",
        ran: "运行了",
        note: "挡住脚本的是策略；存储只决定漏进来的脚本能带走什么。",
    },
    conclusion: Conclusion {
        title: "什么时候用哪种",
        stores: [
            "简单，各标签页共用。适合演示，以及权限小、寿命短的令牌。",
            "同样如此，只是限于一个标签页：缩短了失窃的时间，防不住失窃。",
            "不落磁盘，随页面消失。适合要调用其他源、刷新令牌放在 Cookie 里的页面。",
            "脚本带不走它。自家 API 的首选，再配上 SameSite 和来源检查。",
        ],
        all: "页面开着时，哪一种也拦不住植入的脚本替你行事。所以要用 CSP 和 Trusted Types 把脚本挡在门外，让令牌短命，并在不可撤销的操作前再问一次密码。",
    },
};
