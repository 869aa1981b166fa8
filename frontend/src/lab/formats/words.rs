//! The words of the lesson on formats, but for the comparison's.

use super::specimen::Format;
use super::verify::Check;

pub(super) struct Words {
    pub(super) title: &'static str,
    pub(super) lead: &'static str,
    pub(super) log_in_lead: &'static str,
    pub(super) log_in: &'static str,
    pub(super) demo: &'static str,
    pub(super) identity: &'static str,
    pub(super) identity_lead: &'static str,
    pub(super) anew: &'static str,
    pub(super) sizes: &'static str,
    pub(super) sizes_lead: &'static str,
    pub(super) legend_header: &'static str,
    pub(super) legend_payload: &'static str,
    pub(super) legend_signature: &'static str,
    pub(super) legend_other: &'static str,
    pub(super) legend_url: &'static str,
    pub(super) legend_limit: &'static str,
    pub(super) as_written: &'static str,
    pub(super) in_header: &'static str,
    pub(super) in_url: &'static str,
    pub(super) bytes: &'static str,
    pub(super) about: fn(Format) -> &'static str,
    pub(super) note: fn(Format) -> &'static str,
    pub(super) for_reading: &'static str,
    pub(super) exact: &'static str,
    pub(super) shown: &'static str,
    pub(super) readable: &'static str,
    pub(super) verify: &'static str,
    pub(super) alter: &'static str,
    pub(super) restore: &'static str,
    pub(super) genuine: &'static str,
    pub(super) refused: &'static str,
    pub(super) check: fn(Check, bool) -> &'static str,
    pub(super) computed: &'static str,
    pub(super) told: &'static str,
    pub(super) altered_here: &'static str,
    pub(super) no_crypto: &'static str,
    pub(super) inside: &'static str,
    pub(super) inside_claims: &'static str,
    pub(super) inside_jwt: &'static str,
    pub(super) jwe_part: [(&'static str, &'static str); 5],
    pub(super) alter_part: fn(&str) -> String,
    pub(super) decrypt: &'static str,
    pub(super) opened: &'static str,
    pub(super) not_opened: &'static str,
    pub(super) making: &'static str,
}

pub(super) static EN: Words = Words {
    title: "One identity, five formats",
    lead: "The same statement about you, as the formats of twenty years write it. Each is real: \
           the server has signed it a moment ago, and your browser checks it.",
    log_in_lead: "Log in, and the server writes down who you are in all of them.",
    log_in: "Log in",
    demo: "Users to try it with:",
    identity: "What all of them say",
    identity_lead: "The audience is no API of this server, and the keys are made for this page: \
                    none of these tokens opens anything.",
    anew: "Make them anew",
    sizes: "What it costs to send them",
    sizes_lead: "The same statement in bytes, and a token goes out with every request. Browsers \
                 take cookies of 4,096 bytes (RFC 6265 §6.1), many servers headers of 8 KB.",
    legend_header: "header",
    legend_payload: "claims",
    legend_signature: "signature",
    legend_other: "encrypted",
    legend_url: "below: in a URL",
    legend_limit: "a cookie holds 4,096",
    as_written: "As written",
    in_header: "In a header",
    in_url: "In a URL",
    bytes: "bytes",
    about: |format| match format {
        Format::Hs256 => "JSON in base64url, and an HMAC over it. Server and API share one secret.",
        Format::Rs256 => {
            "The same claims, signed by a private key. Whoever has the public key can check."
        }
        Format::Swt => {
            "The pairs of a web form, and an HMAC as the last pair. The idea before JWT, from 2009."
        }
        Format::Saml => {
            "XML with a signature inside of what it signs. Since 2005 the way to log in to many \
             sites with one account."
        }
        Format::Jwe => {
            "The claims encrypted, for one recipient. Made in your browser, with a key pair whose \
             private half never leaves it."
        }
    },
    note: |format| match format {
        Format::Hs256 => {
            "Whoever can check this token can also make one. It is fit for a server that talks to \
             itself."
        }
        Format::Rs256 => {
            "An RSA signature of 2048 bits is 256 bytes, in base64url 342 characters. ES256 needs 86."
        }
        Format::Swt => {
            "There is no header, hence no algorithm to choose, and no public key. It remained a draft."
        }
        Format::Saml => {
            "RSA signs a note of the digest. This document is written in canonical form; a verifier \
             of other people's XML must canonicalize it first, and must read only the element that \
             the signature covers. Who reads another falls for signature wrapping."
        }
        Format::Jwe => {
            "Anyone can encrypt with the public key: that a token opens says nothing about who made \
             it. So one signs first and encrypts then (RFC 7519 §11.2): the second choice above."
        }
    },
    for_reading: "For reading",
    exact: "Exact bytes",
    shown: "How it is shown",
    readable: "Readable without any key",
    verify: "Verify",
    alter: "Alter one byte",
    restore: "Restore",
    genuine: "Genuine: made with this key, and not changed since.",
    refused: "Refused.",
    check: |check, holds| match (check, holds) {
        (Check::Shape, true) => "It has the shape of its format.",
        (Check::Shape, false) => "It does not have the shape of its format.",
        (Check::Hmac, true) => "The HMAC, made again with the secret, is the one in the token.",
        (Check::Hmac, false) => "The HMAC, made again with the secret, is another.",
        (Check::Rsa, true) => "The RSA signature fits the public key and these bytes.",
        (Check::Rsa, false) => "The RSA signature does not fit these bytes.",
        (Check::Reference, true) => "The signature is about this assertion: the ids are the same.",
        (Check::Reference, false) => "The signature is about another element.",
        (Check::Digest, true) => "The assertion without its signature has the digest that is told.",
        (Check::Digest, false) => "The assertion without its signature has another digest.",
        (Check::SignedInfo, true) => "The RSA signature fits SignedInfo, which tells the digest.",
        (Check::SignedInfo, false) => "The RSA signature does not fit SignedInfo.",
    },
    computed: "computed",
    told: "in the token",
    altered_here: "Marked: one character changed. As far as it can be read, it is now another user.",
    no_crypto: "This browser has no WebCrypto here. Open the page by localhost or by https.",
    inside: "Inside",
    inside_claims: "the claims",
    inside_jwt: "the JWT · RS256",
    jwe_part: [
        (
            "Header",
            "How it is encrypted. Readable, and protected by the tag.",
        ),
        (
            "Encrypted key",
            "The key of this one token, for the recipient: RSA-OAEP.",
        ),
        ("Initialization vector", "A random number, used once."),
        ("Ciphertext", "The content, by AES-256 in GCM."),
        ("Tag", "GCM's proof over the ciphertext and the header."),
    ],
    alter_part: |part| format!("Alter: {part}"),
    decrypt: "Decrypt",
    opened: "Opened with the private key:",
    not_opened: "It does not open: a part of it was altered. WebCrypto does not say which one.",
    making: "Making a key pair …",
};

pub(super) static ZH: Words = Words {
    title: "同一个身份，五种格式",
    lead: "关于你的同一句话，按二十年来的几种格式各写一遍。每一份都是真的：服务器刚刚签发，由你的浏览器当场验证。",
    log_in_lead: "登录后，服务器会用所有这些格式写出你是谁。",
    log_in: "登录",
    demo: "可用的演示用户：",
    identity: "它们说的是同一件事",
    identity_lead: "受众不是本服务器的任何 API，密钥也只为本页生成：这些令牌打不开任何东西。",
    anew: "重新生成",
    sizes: "发送它们的代价",
    sizes_lead: "同一句话各占多少字节；令牌要随每个请求发出。浏览器接受 4,096 字节的 Cookie（RFC 6265 §6.1），许多服务器只接受 8 KB 的请求头。",
    legend_header: "头部",
    legend_payload: "声明",
    legend_signature: "签名",
    legend_other: "已加密",
    legend_url: "下方细条：在 URL 里",
    legend_limit: "Cookie 的 4,096 字节",
    as_written: "原文",
    in_header: "放在请求头里",
    in_url: "放在 URL 里",
    bytes: "字节",
    about: |format| match format {
        Format::Hs256 => "base64url 编码的 JSON，加上对它的 HMAC。签发方和 API 共用一个密钥。",
        Format::Rs256 => "同样的声明，由私钥签名。谁有公钥，谁就能验证。",
        Format::Swt => "网页表单的键值对，最后一对是 HMAC。2009 年，JWT 之前的思路。",
        Format::Saml => {
            "XML，签名就嵌在它所签的内容里。自 2005 年起，用一个账户登录许多站点的办法。"
        }
        Format::Jwe => "加密的声明，只给一个接收方。在你的浏览器里生成，私钥从不离开浏览器。",
    },
    note: |format| match format {
        Format::Hs256 => "能验证这枚令牌的，也能伪造它。只适合自己签、自己验的服务器。",
        Format::Rs256 => {
            "2048 位 RSA 的签名是 256 字节，base64url 后是 342 个字符。ES256 只要 86 个。"
        }
        Format::Swt => "没有头部，也就没有可选的算法；也没有公钥。它始终只是草案。",
        Format::Saml => {
            "RSA 签的是一份写着摘要的说明。这份文档一开始就按规范形式书写；验证别人的 XML 必须先做规范化，\
             并且只能读取签名所覆盖的那个元素。读了别的元素，就中了签名包装攻击。"
        }
        Format::Jwe => {
            "任何人都能用公钥加密：能解开并不说明是谁写的。所以要先签名、再加密（RFC 7519 §11.2），即上面的第二个选项。"
        }
    },
    for_reading: "便于阅读",
    exact: "逐字节原文",
    shown: "显示方式",
    readable: "不用任何密钥就能读到",
    verify: "验证",
    alter: "改动一个字节",
    restore: "恢复",
    genuine: "是真的：由这把密钥签发，此后没有改动。",
    refused: "拒绝。",
    check: |check, holds| match (check, holds) {
        (Check::Shape, true) => "符合这种格式的形状。",
        (Check::Shape, false) => "不符合这种格式的形状。",
        (Check::Hmac, true) => "用密钥重算的 HMAC 与令牌里的一致。",
        (Check::Hmac, false) => "用密钥重算的 HMAC 与令牌里的不一致。",
        (Check::Rsa, true) => "RSA 签名与公钥和这些字节相符。",
        (Check::Rsa, false) => "RSA 签名与这些字节不符。",
        (Check::Reference, true) => "签名说的就是这份断言：ID 相同。",
        (Check::Reference, false) => "签名说的是另一个元素。",
        (Check::Digest, true) => "去掉签名后的断言，摘要与所写的一致。",
        (Check::Digest, false) => "去掉签名后的断言，摘要与所写的不一致。",
        (Check::SignedInfo, true) => "RSA 签名与写着摘要的 SignedInfo 相符。",
        (Check::SignedInfo, false) => "RSA 签名与 SignedInfo 不符。",
    },
    computed: "重算得到",
    told: "令牌里写着",
    altered_here: "标出处改了一个字符。从能读到的内容看，它现在说的是另一个用户。",
    no_crypto: "此处的浏览器没有 WebCrypto。请用 localhost 或 https 打开本页。",
    inside: "里面装着",
    inside_claims: "声明",
    inside_jwt: "JWT · RS256",
    jwe_part: [
        ("头部", "说明怎样加密。可读，受标签保护。"),
        (
            "加密的密钥",
            "仅用于这枚令牌的密钥，用 RSA-OAEP 加密给接收方。",
        ),
        ("初始向量", "随机数，只用一次。"),
        ("密文", "内容，用 AES-256 的 GCM 模式加密。"),
        ("标签", "GCM 对密文和头部的证明。"),
    ],
    alter_part: |part| format!("改动：{part}"),
    decrypt: "解密",
    opened: "用私钥解开：",
    not_opened: "解不开：有一部分被改动了。WebCrypto 不会说是哪一部分。",
    making: "正在生成密钥对……",
};
