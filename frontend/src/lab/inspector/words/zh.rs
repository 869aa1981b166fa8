//! 简体中文。

use shared::claims::ClaimKind;

use super::{Words, claims_zh};
use crate::lab::crypto::Family;

pub(in crate::lab::inspector) static ZH: Words = Words {
    title: "检视令牌",
    lead: "拆开任意一枚令牌，改一改，看看会在哪里出错。读懂它不需要密钥：令牌只是编码，没有加密。",

    token: "令牌",
    token_placeholder: "把令牌粘贴到这里",
    bytes: |count| format!("{count} 字节"),
    untidy: "一起粘贴进来的还有空白、引号或“Bearer”，它们都不属于令牌。",
    tidy: "清理",
    nested: "声明的位置上是另一枚令牌：这是一枚嵌套令牌。",
    open_nested: "检视里面那一枚",
    too_long: |bytes| {
        format!(
            "共 {} KB，本页不再拆解，也没有服务器会接受这么长的令牌。",
            bytes / 1024
        )
    },
    encrypted: |enc| {
        format!(
            "共五段：这是加密的令牌（JWE）。只有头部可读，其余是加密后的密钥、初始化向量、用 {enc} 加密的声明和认证标签。本服务器只接受签名令牌。"
        )
    },
    other_shape: |count| match count {
        1 => "令牌里应有两个点，这里一个也没有。".to_owned(),
        count => format!("签名令牌有三段，加密令牌有五段，这里是 {count} 段。"),
    },
    content_changed: "内容已被改动，签名却还是原来那段内容的签名。",
    signature_changed: "签名已被改动，头部和载荷没有变。",
    restore: "还原",

    size_label: "令牌大小",
    size: |bytes| match bytes {
        ..=1024 => "不到 1 KB，正合适：每个请求都要带上它。",
        1025..=4096 => {
            "超过了 1 KB，而每个请求都要带上它。姓名或列表之类的内容，换成一个 ID 就够了。"
        }
        4097..=8192 => "超过 4096 字节，本服务器什么都不看就会拒绝。",
        _ => "许多服务器的请求头上限是 8 KB，这已经放不下了。本服务器的上限是 4096 字节。",
    },
    biggest: |names| format!("占得最多的是：{names}。"),

    examples: "示例",
    own_token: "我自己的令牌",
    own_in_cookie: "你的令牌在 HttpOnly Cookie 里，任何脚本都读不到，本页也不例外。",
    log_in_for_own: "登录后检视自己的令牌",

    header: "头部",
    header_lead: "说明怎样签名。读取它的时候还没有人验证过，里面写什么都有可能。",
    payload: "载荷",
    payload_lead: "令牌声明的内容。注册声明由 RFC 7519 定义；公共声明列在 IANA 的登记表里，或以 URI 为名；私有声明由双方自行约定。",
    closed: "这里没有可以读的内容。",
    not_base64url: "这一段不是 base64url。",
    not_text: |bytes| format!("这一段是 {bytes} 个字节，但不是文本。"),
    not_canonical: "可以读出来，但不是 base64url 唯一正确的写法：带了填充、用了别的字母表或有多余的比特。服务器会拒绝它。",
    not_an_object: "这是 JSON，但不是对象。",
    not_json: |line, column| format!("还不是 JSON：第 {line} 行第 {column} 列。"),

    parameter: "参数",
    claim_column: "声明",
    value: "值",
    meaning: "含义",
    kind: |kind| match kind {
        ClaimKind::Registered => "注册",
        ClaimKind::Public => "公共",
        ClaimKind::Private => "私有",
    },
    in_future: |duration| format!("{duration}后"),
    in_past: |duration| format!("{duration}前"),
    claim: claims_zh::claim,
    header_parameter: claims_zh::header_parameter,
    own_claim: "由签发方与读取方自行约定的名称。",
    unknown_parameter: "不是常见的参数。凡是不认识的，本服务器一概拒绝。",
    double: "出现了两次：两个程序可能各读到一个。会被拒绝。",

    signature: "签名",
    secret: "密钥",
    private_key: "私钥",
    about: |family| match family {
        Family::Hmac => "签名和验签用的是同一个密钥。能验证这种令牌的人，也能伪造它。",
        Family::RsaPkcs1 => "签名用私钥。公钥可以给任何人，它只能验签，不能签名。",
        Family::RsaPss => "与 RS256 相同，只是采用了带随机字节的新式填充，所以每次的签名都不一样。",
        Family::Ecdsa => "由 r 和 s 两个数首尾相接而成。计算时用到随机数，所以每次的签名都不一样。",
        Family::Ed25519 => {
            "计算时不用随机数：同样的字节总是得到同样的签名。散列函数 SHA-512 已包含在内。"
        }
    },
    alg_none: "头部说没有人签过名。谁都可能写出这枚令牌，用什么密钥都无从验证。",
    alg_unknown: |alg| match alg {
        "" => "头部没有说明是怎样签名的。".to_owned(),
        alg => format!("本页不认识“{alg}”这种签名算法。"),
    },
    length: "长度",
    bits: |bytes, bits| match bytes {
        0 => "空的：没有签名。".to_owned(),
        bytes => format!("{bytes} 字节，{bits} 比特"),
    },
    bits_expected: |bits| format!("应为 {bits} 比特"),
    in_hex: "十六进制",

    key: "密钥",
    key_hint: "可以是密钥文本、JWK、JWK Set 或 PEM。它只留在本页，由浏览器自己计算，不会出现在任何请求里。",
    spelling: "密钥的写法",
    as_text: "文本",
    kind_secret: |bytes| format!("密钥 · {bytes} 字节"),
    kind_key: |is_public| {
        if is_public {
            "公钥"
        } else {
            "密钥或私钥"
        }
    },
    kind_set: |keys| format!("JWK Set · {keys} 把密钥"),
    secret_not_base64url: "这个密钥不是 base64url。",
    sign_again: "重新签名",
    fetch_keys: "服务器的公钥",
    no_public_keys: "服务器没有公开任何密钥。它用 HS256 签名，唯一的密钥必须保密：谁拿到它，谁就能签发令牌。",
    enter_key: "签名需要一个密钥和一枚三段的令牌。",

    open: "尚未验证：没有密钥。",
    fits: "签名与这个密钥相符。",
    fits_kid: |kid| format!("签名与密钥 {kid} 相符。"),
    does_not_fit: "签名与这个密钥不符。",
    other_alg: |key, token| {
        format!("这把密钥用于 {key}，令牌却说是 {token}。算法由密钥决定，不由令牌决定。")
    },
    no_such_key: |kid| match kid {
        "" => "没有适用于不带 kid 的令牌的密钥。".to_owned(),
        kid => format!("这些密钥里没有 kid 为 {kid} 的。"),
    },
    no_keys: "这个集合里没有密钥。",
    key_rejected: "密钥无法读取，或与 alg 要求的种类不同。PEM 只支持 PUBLIC KEY（SPKI）和 PRIVATE KEY（PKCS #8）。",
    public_cannot_sign: "这是公钥，只能验签；签名需要私钥。",
    key_failed: "浏览器接受了密钥，计算却失败了。",
    not_in_this_browser: "这个浏览器不支持这种计算。",

    server: "服务器怎么说",
    ask_server: "询问服务器",
    server_lead: "令牌会发给本页自己的服务器，由它像对待每个请求一样判断。本页发出的只有令牌，密钥从不发出。",
    server_off: "没有任何内容离开本页。",
    server_too_long: "没有发送：超过 4096 字节，服务器反正不会再看。",
    server_said: |code| match code {
        None => "服务器接受了它。".to_owned(),
        Some(code) => format!("服务器拒绝了它：{code}。"),
    },
    use_it: "发给 /api/me",
    no_answer: "没有回应",
};
