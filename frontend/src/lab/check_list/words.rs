//! What each check is called, and which attack or mistake it stops.

use shared::trace::Check;

/// What is said about the checks.
pub(super) struct Words {
    pub(super) all_passed: fn(usize) -> String,
    pub(super) refused_by: fn(usize, usize) -> String,
    pub(super) passed: &'static str,
    pub(super) failed: &'static str,
    pub(super) not_reached: &'static str,
    pub(super) saw: &'static str,
    /// A function, so that its `match` must know every check.
    pub(super) check: fn(Check) -> CheckText,
}

/// What is said about one of them.
pub(super) struct CheckText {
    pub(super) name: &'static str,
    pub(super) why: &'static str,
}

pub(super) static EN: Words = Words {
    all_passed: |count| format!("All {count} checks passed"),
    refused_by: |number, count| format!("Check {number} of {count} refused it"),
    passed: "Passed:",
    failed: "Refused:",
    not_reached: "Not reached:",
    saw: "It saw",
    check: |check| CheckText {
        name: match check {
            Check::Present => "There is a token",
            Check::Size => "At most 4096 bytes",
            Check::Parts => "Three parts, each spelled one way",
            Check::Header => "Nothing foreign in the header",
            Check::Type => "typ: an access token",
            Check::Key => "kid: one of our keys",
            Check::Algorithm => "alg: that key’s own",
            Check::Signature => "The signature fits",
            Check::Expiry => "exp: not expired",
            Check::NotBefore => "nbf: valid by now",
            Check::IssuedAt => "iat: issued when it could be",
            Check::Issuer => "iss: issued by this server",
            Check::Audience => "aud: meant for this API",
            Check::Claims => "All other claims in order",
            Check::Session => "The session goes on",
            Check::User => "The user still has this role",
        },
        why: check.why(),
    },
};

pub(super) static ZH: Words = Words {
    all_passed: |count| format!("{count} 项检查全部通过"),
    refused_by: |number, count| format!("{count} 项检查中的第 {number} 项拦下了它"),
    passed: "通过：",
    failed: "拦下：",
    not_reached: "未执行：",
    saw: "看到的是",
    check: |check| {
        let (name, why) = chinese(check);
        CheckText { name, why }
    },
};

fn chinese(check: Check) -> (&'static str, &'static str) {
    match check {
        Check::Present => ("带有令牌", "没有令牌就不知道是谁，不公开的内容一律不给。"),
        Check::Size => (
            "不超过 4096 字节",
            "如果不限长度，几兆字节的令牌会让服务器在弄清来者是谁之前就白费力气。",
        ),
        Check::Parts => (
            "三段，写法唯一",
            "每一段只能有一种写法。要是允许填充、别的字母表或多余的比特，同一枚令牌就有了多种写法，两个程序可能读出不同的内容。",
        ),
        Check::Header => (
            "头部没有多余的参数",
            "jwk、jku、x5u、x5c 会让令牌自带用来验证它的密钥；crit 和 b64 会改变签名的含义，zip 和 enc 会改变载荷的含义。",
        ),
        Check::Type => (
            "typ：是访问令牌",
            "为别的用途签发的真令牌（例如下载链接）不能用来打开访问令牌才能打开的东西。",
        ),
        Check::Key => (
            "kid：是我们的密钥",
            "密钥只在我们自己的几把里按名字精确查找。kid 从来不会被当作路径或查询语句，所以无从注入。",
        ),
        Check::Algorithm => (
            "alg：与密钥的算法一致",
            "算法由密钥决定，令牌只能与它一致。否则令牌可以自称 none，或者让 RSA 公钥被当作 HMAC 的密钥使用。",
        ),
        Check::Signature => (
            "签名与内容相符",
            "只有持有密钥的一方才能签出它。从这里开始，令牌里写的内容才值得读。",
        ),
        Check::Expiry => (
            "exp：尚未过期",
            "被偷走的令牌在过期之前一直能用，所以有效期要短。",
        ),
        Check::NotBefore => ("nbf：已经生效", "为以后准备的令牌，现在不能用。"),
        Check::IssuedAt => (
            "iat：签发时间合理",
            "来自未来的令牌，或者有效期比我们签发的都长的令牌，不是密钥被盗就是出了差错，而且会比已结束会话的名单活得更久。",
        ),
        Check::Issuer => (
            "iss：由本服务器签发",
            "别的签发者即使与我们共用密钥，同一个用户 ID 在它那里也可能是另一个人。",
        ),
        Check::Audience => (
            "aud：发给本 API",
            "发给别的 API 的令牌，可能被那边的人拿到这里来用，不能接受。",
        ),
        Check::Claims => (
            "其余声明齐全",
            "缺失或类型不对的声明，绝不能当作零、空值或“不限”来理解。",
        ),
        Check::Session => (
            "会话没有结束",
            "签了名的令牌在过期之前一直有效，退出登录之后也是如此。内存里有一份已结束会话的短名单，能让它立即失效。",
        ),
        Check::User => (
            "用户仍有此角色",
            "令牌说的是签发那一刻的情况。此后被停用或不再是管理员的用户，需要重新登录。",
        ),
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn every_check_has_words_of_its_own_in_both_languages() {
        let mut seen = Vec::new();
        for &check in Check::ALL {
            let (en, zh) = ((EN.check)(check), (ZH.check)(check));
            assert!(!zh.why.is_ascii() && zh.why.ends_with('。'), "{check}");
            assert!(en.why.ends_with('.'), "{check}");
            seen.extend([en.name, zh.name]);
        }
        let count = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!((count, seen.len()), (32, 32));
    }
}
