//! 简体中文：登录与自己的账户。

use crate::locales::texts::{
    Account, Danger, Forgot, Outbox, Password, Reset, Sessions, StepUp, Store,
};

pub(super) const STORE: Store = Store {
    legend: "令牌存放在哪里",
    local: "localStorage",
    local_hint: "刷新页面、重启浏览器后都在。本页的任何脚本都能读到。",
    session: "sessionStorage",
    session_hint: "刷新页面后还在，随标签页关闭而消失。本页的任何脚本都能读到。",
    memory: "内存",
    memory_hint: "刷新页面就没了，会重新获取一枚。不会写入磁盘。",
    cookie: "HttpOnly Cookie",
    cookie_hint: "刷新页面后还在。任何脚本都读不到，所以页面上也看不到令牌。",
};

pub(super) const STEP_UP: StepUp = StepUp {
    title: "请确认是你本人",
    lead: "这项操作无法撤销，或者关系到别人。请再输入一次密码。",
    submit: "继续",
    submitting: "核对中……",
};

pub(super) const FORGOT: Forgot = Forgot {
    title: "忘记密码",
    lead: "填写用户名，我们会把重设密码的链接发到你的邮箱。",
    submit: "发送链接",
    submitting: "发送中……",
    sent: "如果这个用户存在并且留有邮箱，链接已经发出。链接 30 分钟内有效，只能使用一次。",
    outbox: "查看开发邮箱",
    log_in: "返回登录",
};

pub(super) const RESET: Reset = Reset {
    title: "重设密码",
    lead: "重设之后，你的所有会话都会结束，其他已登录的人也会退出。",
    new_password: "新密码",
    submit: "设置新密码",
    submitting: "设置中……",
    done: "密码已重设，请用新密码登录。",
    log_in: "去登录",
    missing: "这一页要从邮件里的链接打开，而地址里没有链接的内容。如果刚才刷新过页面，请重新打开链接。",
    expired: "链接已过期，它只在 30 分钟内有效。",
    used: "链接已经用过，或者密码此后又改过。每个链接只能使用一次。",
    invalid: "链接不完整，或者不是这里发出的。请从邮件里完整复制。",
    again: "重新获取链接",
};

pub(super) const OUTBOX: Outbox = Outbox {
    title: "开发邮箱",
    lead: "服务器本该寄出的邮件。只在开发环境、并且只在服务器本机上显示。",
    empty: "还没有邮件",
    empty_lead: "到“忘记密码”页面申请一个链接试试。",
    to: "收件人",
    missing: "这台服务器没有可供查看的邮箱，邮件都已寄出。",
    reload: "重新查看",
};

pub(super) const ACCOUNT: Account = Account {
    title: "账户",
    lead: "服务器掌握的关于你的信息，以及你在哪些地方登录着。",
    profile: "个人资料",
    username: "用户名",
    display_name: "显示名称",
    email: "电子邮箱",
    email_hint: "忘记密码时使用，不想留就空着。",
    role: "角色",
    role_user: "普通用户",
    role_admin: "管理员",
    created: "注册时间",
    id: "用户 ID",
    save: "保存",
    saving: "保存中……",
    saved: "个人资料已保存。",
};

pub(super) const PASSWORD: Password = Password {
    title: "密码",
    lead: "更改之后，这里保持登录，其他会话全部结束。",
    current: "当前密码",
    new: "新密码",
    submit: "更改密码",
    submitting: "更改中……",
    changed: "密码已更改，其他会话都已结束。",
    wrong: "当前密码不正确。",
};

pub(super) const SESSIONS: Sessions = Sessions {
    title: "登录中的设备",
    lead: "每次登录占一行。如果有不认识的，请结束它并更改密码。",
    current: "当前会话",
    device: |browser, system| format!("{system} 上的 {browser}"),
    unknown_device: "未知设备",
    last_used: |time| format!("最近使用：{time}"),
    began: |time| format!("登录时间：{time}"),
    end: "结束",
    end_which: |device| format!("结束会话：{device}"),
    end_others: "结束其他所有会话",
    ended: "会话已结束。",
    others_ended: "其他会话都已结束。",
};

pub(super) const DANGER: Danger = Danger {
    title: "删除账户",
    lead: "个人资料、笔记和会话会立即永久删除。",
    delete: "删除我的账户",
    deleting: "删除中……",
    confirm_title: "删除你的账户？",
    confirm_body: "所有笔记会一并删除，无法恢复。",
};
