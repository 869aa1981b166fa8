//! 中文的问题。 The questions in Chinese.

use super::{Frame, Question, right, wrong};

pub(super) static FRAME: Frame = Frame {
    title: "考考自己",
    score: |right, of| format!("答对 {right} 题，共 {of} 题"),
    right: "对。",
    wrong: "不太对。",
};

pub(super) const FLOW: &[Question] = &[
    Question {
        ask: "第 4 步，服务器怎么知道是谁在请求？",
        answers: &[
            wrong("它存着令牌，拿来比对。", "它不保存令牌，这正是令牌的用处。"),
            right(
                "令牌里写着，签名为此担保。",
                "只有服务器的密钥能做出这个签名，所以别人写不出这段内容。",
            ),
            wrong("密码就在令牌里。", "绝不会：谁看到令牌，谁就读得懂它。"),
        ],
    },
    Question {
        ask: "为什么登录比调用慢那么多？",
        answers: &[
            wrong("签发令牌很慢。", "用 HS256 签名只要几微秒。"),
            wrong("要查数据库。", "确实查了，却不到一毫秒，看看各阶段的耗时。"),
            right(
                "密码哈希是故意做慢的。",
                "这样，偷走哈希的人试密码时也快不起来。",
            ),
        ],
    },
    Question {
        ask: "令牌过期了，页面最先做什么？",
        answers: &[
            right(
                "用刷新令牌换一枚新的，再重发请求。",
                "只换一次。换不到，才会请你重新登录。",
            ),
            wrong("要求输入密码。", "那是最后一步，等会话本身结束时才需要。"),
            wrong(
                "把 exp 改到更晚的时间。",
                "那样签名就不再相符，第 8 项检查会拦下它。",
            ),
        ],
    },
];

pub(super) const INSPECTOR: &[Question] = &[
    Question {
        ask: "要读懂令牌里的声明，需要什么？",
        answers: &[
            wrong("密钥。", "密钥用来签名，并不隐藏内容。"),
            wrong("公钥。", "公钥用来验证签名。读内容不需要任何钥匙。"),
            right("什么都不需要。", "base64url 只是一种写法，不是锁。"),
        ],
    },
    Question {
        ask: "你把 role 改成 admin，再用自己的密钥重新签名，会怎样？",
        answers: &[
            right(
                "服务器在签名这一关拒绝它。",
                "它用自己的密钥核对，而你的密钥做出的是另一个签名。",
            ),
            wrong("签名相符，服务器接受。", "与你的密钥相符，与服务器的不符。"),
            wrong(
                "服务器因为角色不对而拒绝。",
                "走不到那一步：没有可信签名的内容，服务器根本不看。",
            ),
        ],
    },
    Question {
        ask: "下面哪一个是注册声明？",
        answers: &[
            wrong("role", "私有声明：由双方自行约定，别人可能另有所指。"),
            right("exp", "由 RFC 7519 本身定义，对谁都一样。"),
            wrong("userId", "私有声明；与它对应的注册声明是 sub。"),
        ],
    },
];

pub(super) const FORGE: &[Question] = &[
    Question {
        ask: "为什么 alg: none 在这里行不通？",
        answers: &[
            wrong(
                "none 在禁用名单上。",
                "这样的名单会被 NoNe 骗过。这里没有名单。",
            ),
            right(
                "算法由密钥决定，令牌只能附和。",
                "我们没有一把密钥是给 none 用的，不管它怎么拼写。",
            ),
            wrong(
                "因为签名是空的。",
                "那也不行，但在前一项检查就已经被拦下了。",
            ),
        ],
    },
    Question {
        ask: "弱密钥在什么情况下会被猜出来？",
        answers: &[
            wrong("可以反复询问服务器的时候。", "猜密钥用不着服务器。"),
            wrong("令牌有效期足够长的时候。", "过期的令牌同样能用来猜。"),
            right(
                "只要有人拿到任意一枚令牌。",
                "他在自己的电脑上逐个试词，直到签名相符。所以至少要 32 个随机字节。",
            ),
        ],
    },
    Question {
        ask: "用过的刷新令牌再次出现，为什么会话对双方都结束？",
        answers: &[
            right(
                "服务器分不清谁是主人，谁是贼。",
                "主人有密码，可以重新登录；贼没有。",
            ),
            wrong("因为它过期了。", "它没有过期，只是已经用过。"),
            wrong(
                "因为主人做错了什么。",
                "主人可能什么都没做，只是被贼抢了先。",
            ),
        ],
    },
];

pub(super) const STORAGE: &[Question] = &[
    Question {
        ask: "页面里混进了一段脚本。哪种存放方式能阻止它以你的名义行事？",
        answers: &[
            wrong(
                "HttpOnly Cookie。",
                "脚本读不到它，也不必读：浏览器会自动带上。",
            ),
            wrong("内存。", "脚本等下一个请求发出，从请求头里读走令牌。"),
            right("都不能。", "区别只在于能带走什么。根本之道是不让脚本运行。"),
        ],
    },
    Question {
        ask: "别的网站向这台服务器提交表单。你用 localStorage 登录着，为什么它占不到便宜？",
        answers: &[
            right(
                "浏览器不会自动加上 Authorization 请求头。",
                "只有我们自己的脚本会加，而别的网站运行不了它。",
            ),
            wrong("它不知道地址。", "它知道：地址不是秘密。"),
            wrong("服务器禁止表单。", "这里的确不收表单，但原因不在这里。"),
        ],
    },
];

pub(super) const COMPARISON: &[Question] = &[
    Question {
        ask: "令牌替服务器省下了什么？",
        answers: &[
            wrong("密码学运算。", "恰恰相反：每个请求都要验证一次签名。"),
            right("每个请求一次的查询。", "是谁在请求，令牌里写着。"),
            wrong("数据库。", "笔记和用户总要存在某个地方。"),
        ],
    },
    Question {
        ask: "存在表里的会话，哪一点做得更好？",
        answers: &[
            wrong("能同时用在多台服务器上。", "前提是它们共用这张表。"),
            wrong("让数据库干的活更少。", "它每次都要查询，令牌一次都不用。"),
            right(
                "可以立即、处处结束。",
                "那一行删掉就没了。令牌则要在每个可能见到它的地方记住“已结束”。",
            ),
        ],
    },
];

pub(super) const FORMATS: &[Question] = &[
    Question {
        ask: "合作方要能验证你的令牌，但不能自己签发。该用哪种签名？",
        answers: &[
            wrong("共享密钥的 HMAC。", "能验证 HMAC 的人，也能做出 HMAC。"),
            right("RSA、ECDSA 或 EdDSA。", "公钥负责验证，只有私钥能签名。"),
            wrong(
                "不签名，改用加密。",
                "有公钥的人都能加密，看不出是谁加密的。",
            ),
        ],
    },
    Question {
        ask: "JWE 能做到而签名的 JWT 做不到的是什么？",
        answers: &[
            right("隐藏内容。", "只有持有私钥的人读得到声明。"),
            wrong("活得更久。", "有效到何时，两者都由 exp 决定。"),
            wrong("更短。", "它更长：加密后的密钥也要一起带上。"),
        ],
    },
];
