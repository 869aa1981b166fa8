//! What the formats can and can't do: the words of the comparison.
//!
//! Sources: RFC 7515, 7516, 7519, 8725, 9068; SAML 2.0 Core, Bindings and
//! Profiles; XML Signature; draft 0.9.5.1 of SWT; RFC 6750 for what fits a
//! header.

/// An answer in a word or two, and the rest of it.
pub(super) type Answer = (&'static str, &'static str);

pub(super) struct Facts {
    pub(super) title: &'static str,
    pub(super) lead: &'static str,
    /// A question, and the answers in the order of the formats.
    pub(super) rows: [(&'static str, [Answer; 5]); 8],
}

pub(super) static EN: Facts = Facts {
    title: "What they can and can't do",
    lead: "A signature shows who made a token and that it was not changed. It hides nothing; \
           only encryption does that.",
    rows: [
        (
            "Defined by",
            [
                ("RFC 7519", "with RFC 7515, 2015"),
                ("RFC 7519", "with RFC 7515, 2015"),
                ("A draft", "0.9.5.1 of 2009, which never became a standard"),
                ("OASIS", "SAML 2.0 of 2005, with XML Signature"),
                ("RFC 7516", "2015; with claims in it a JWT as well"),
            ],
        ),
        (
            "Who can read it?",
            [
                ("Everyone", "who holds it: base64url hides nothing"),
                ("Everyone", "who holds it"),
                ("Everyone", "who holds it, even by eye"),
                (
                    "Everyone",
                    "who holds it, unless it is an EncryptedAssertion",
                ),
                ("The recipient", "and nobody else, the client included"),
            ],
        ),
        (
            "Is a change noticed?",
            [
                ("Yes", "by the HMAC"),
                ("Yes", "by the signature"),
                ("Yes", "by the HMAC"),
                (
                    "Yes",
                    "in the element that the signature names, and only there",
                ),
                ("Yes", "by GCM's tag: it does not open"),
            ],
        ),
        (
            "Who can check it?",
            [
                ("Who has the secret", "and all of them can forge it"),
                (
                    "Everyone",
                    "with the public key; only the issuer can make it",
                ),
                ("Who has the secret", "and all of them can forge it"),
                (
                    "Everyone",
                    "with the public key, taken from metadata and not from the document",
                ),
                (
                    "The recipient",
                    "opens it, and anyone can have made it: who it is from, a signature inside says",
                ),
            ],
        ),
        (
            "Who names the algorithm?",
            [
                (
                    "The token",
                    "so the verifier must insist on its own (RFC 8725)",
                ),
                ("The token", "so the verifier must insist on its own"),
                ("Nobody", "it is HMAC-SHA256"),
                ("The document", "so the verifier must insist on its own"),
                ("The token", "so the recipient must insist on its own"),
            ],
        ),
        (
            "In a header, in a URL?",
            [
                ("As it is", "but what is in a URL ends up in logs"),
                ("As it is", "with a longer signature"),
                (
                    "Encoded once more",
                    "& and % are no characters of a Bearer token",
                ),
                (
                    "Hardly",
                    "by POST in a form; by redirect only requests, deflated: responses are too long",
                ),
                ("As it is", "with the encrypted key on top"),
            ],
        ),
        (
            "Can it be taken back?",
            [
                (
                    "Not by itself",
                    "short lives, and a list such as this server's",
                ),
                (
                    "Not by itself",
                    "likewise; RFC 7662 lets an API ask the issuer",
                ),
                ("Not by itself", "the draft has its expiry only"),
                (
                    "Not by itself",
                    "it lives for minutes; Single Logout ends the sessions",
                ),
                ("Not by itself", "as the token inside"),
            ],
        ),
        (
            "Where one meets it",
            [
                (
                    "In one house",
                    "where issuer and API are one, as here by default",
                ),
                (
                    "On the web",
                    "OpenID Connect's ID tokens, OAuth access tokens (RFC 9068)",
                ),
                ("In old code", "Azure Access Control, shut down in 2018"),
                ("At work", "single sign-on of companies and universities"),
                (
                    "Rarely",
                    "where what is claimed is nobody else's business: banking, health",
                ),
            ],
        ),
    ],
};

pub(super) static ZH: Facts = Facts {
    title: "各自能做什么，不能做什么",
    lead: "签名说明令牌是谁签发的、有没有改动过，但什么也不隐藏；能隐藏内容的只有加密。",
    rows: [
        (
            "由谁定义",
            [
                ("RFC 7519", "与 RFC 7515，2015 年"),
                ("RFC 7519", "与 RFC 7515，2015 年"),
                ("草案", "2009 年的 0.9.5.1 版，从未成为标准"),
                ("OASIS", "2005 年的 SAML 2.0，加上 XML Signature"),
                ("RFC 7516", "2015 年；里面装声明时也是 JWT"),
            ],
        ),
        (
            "谁能读到内容？",
            [
                ("任何持有者", "base64url 什么也不隐藏"),
                ("任何持有者", "同左"),
                ("任何持有者", "肉眼就能读"),
                ("任何持有者", "除非用 EncryptedAssertion"),
                ("仅接收方", "连客户端也读不到"),
            ],
        ),
        (
            "改动会被发现吗？",
            [
                ("会", "靠 HMAC"),
                ("会", "靠签名"),
                ("会", "靠 HMAC"),
                ("会", "但只限签名所指的那个元素"),
                ("会", "靠 GCM 的标签：解不开"),
            ],
        ),
        (
            "谁能验证？",
            [
                ("有密钥的人", "而他们都能伪造"),
                ("任何人", "有公钥即可；只有签发方能签"),
                ("有密钥的人", "而他们都能伪造"),
                ("任何人", "公钥取自元数据，而不是取自文档"),
                ("接收方", "能解开，但谁都可能写了它：出自谁，要看里面的签名"),
            ],
        ),
        (
            "算法由谁说了算？",
            [
                ("令牌写着", "所以验证方必须坚持自己的算法（RFC 8725）"),
                ("令牌写着", "所以验证方必须坚持自己的算法"),
                ("不用说", "就是 HMAC-SHA256"),
                ("文档写着", "所以验证方必须坚持自己的算法"),
                ("令牌写着", "所以接收方必须坚持自己的算法"),
            ],
        ),
        (
            "能放进请求头、URL 吗？",
            [
                ("原样即可", "但 URL 里的东西会进日志"),
                ("原样即可", "只是签名更长"),
                ("要再编码一次", "& 和 % 不是 Bearer 令牌的字符"),
                ("很勉强", "用表单 POST；重定向只用于压缩后的请求，响应太长"),
                ("原样即可", "还要加上加密的密钥"),
            ],
        ),
        (
            "能收回吗？",
            [
                ("本身不能", "靠短有效期，加上像本服务器这样的名单"),
                ("本身不能", "同左；RFC 7662 让 API 去问签发方"),
                ("本身不能", "草案只有过期时间"),
                ("本身不能", "只活几分钟；Single Logout 结束的是会话"),
                ("本身不能", "与里面的令牌相同"),
            ],
        ),
        (
            "今天在哪里遇到",
            [
                ("一家之内", "签发方和 API 是同一方，本项目默认如此"),
                (
                    "整个 Web",
                    "OpenID Connect 的 ID Token、OAuth 的访问令牌（RFC 9068）",
                ),
                ("旧代码里", "Azure Access Control，2018 年已关闭"),
                ("单位里", "公司和大学的单点登录"),
                ("不多见", "内容不便让旁人看到的地方：银行、医疗"),
            ],
        ),
    ],
};
