//! The forge in Chinese.

use shared::lab::forge::{CarelessRefusal, Mistake};

use super::{AttackText, Words};
use crate::lab::forge::attacks::{Family, Id};
use crate::lab::forge::bench::Signature;

pub(in crate::lab::forge) static ZH: Words = Words {
    title: "亲手伪造令牌，看谁会上当",
    lead: "每次攻击都在你的浏览器里造出一枚真实的令牌，发给真实的服务器。旁边是一个粗心的验证器的答复：密钥相同，只是犯了人们常犯的错，而它背后并没有门。",
    needs_user: "伪造者手里总得先有一枚自己的令牌。登录即可得到。",
    log_in_as: |name| format!("以 {name} 登录"),
    log_in: "用其他账户登录",
    try_all: "全部试一遍",
    trying_all: |done, all| format!("{done} / {all}"),
    attack,
    family: |family| match family {
        Family::Signature => "手里没有密钥",
        Family::Algorithm => "让令牌决定算法",
        Family::Key => "让令牌决定密钥",
        Family::Claims => "签名是真的，内容不对",
        Family::Kind => "另有用途的令牌",
        Family::TakenBack => "已经收回的令牌",
    },
    column_attack: "攻击",
    column_server: "本服务器",
    column_careless: "粗心的验证器",
    falls: "放行",
    holds: "拒绝",
    summary: |tried, refused, believed| {
        format!(
            "伪造了 {tried} 枚令牌：本服务器拒绝了 {refused} 枚，粗心的验证器放行了 {believed} 枚。"
        )
    },
    try_it: "伪造并发送",
    try_again: "再来一次",
    trying: "正在伪造……",
    token: "发出的令牌",
    header: "头部",
    payload: "载荷",
    changed: "动了手脚的地方",
    taken_out: "缺失",
    signature: |signature| match signature {
        Signature::Real => "签名：出自服务器自己的密钥。",
        Signature::Stale => "签名：仍是改动之前的那一个。",
        Signature::Cut => "签名：没有。令牌止于第二个点。",
        Signature::Attackers => "签名：出自攻击者自己的密钥。",
        Signature::PublicKey => "签名：以公钥文本为密钥的 HMAC。",
        Signature::Empty => "签名：以空串为密钥的 HMAC。",
        Signature::Guessed => "签名：以猜中的密钥算出的 HMAC。",
        Signature::Opaque => "不是 JWT：它的内容只有服务器看得懂。",
    },
    other_session: "你自己的令牌在 Cookie 里，任何脚本都读不到。所以这里另开一个会话，用它的令牌，事后即结束。",
    servers_key: "密钥取自本服务器公布在 /.well-known/jwks.json 的公钥文本。",
    colleagues_key: |alg| {
        format!(
            "本服务器用 {alg} 签名，没有公布 RSA 公钥，所以攻击的目标换成一位粗心同事的 RSA 公钥；本服务器不认识这把密钥。若以 RS256 密钥启动服务器，攻击的就是它自己的公钥。"
        )
    },
    checks: "服务器对它的检查",
    server: "本服务器",
    server_let_in: "它放行了这枚令牌。这不应该发生，请告诉我们。",
    caught_by: |place, count| format!("拦下它的是第 {place} / {count} 项检查"),
    no_answer: "没有收到答复。",
    unexpected: "这与本页的预期不符，本应得到",
    counted: "在续期时被发现：每枚刷新令牌只能用一次，而这一枚已经用过了。整个会话就此结束，无论来者是窃贼还是用户本人。",
    aftermath: "再试这个会话最新的访问令牌：",
    careless: "粗心的验证器",
    other_verdict: "本页预期的恰好相反。",
    lets_in: "会放行",
    lets_in_as: |role| format!("会放行，身份是 {role}"),
    refuses: "同样拒绝",
    mistake: |mistake| match mistake {
        Mistake::BelievesNone => "它把 none 当成一种算法。",
        Mistake::PublicKeyAsSecret => "它把公钥的文本当成 HMAC 的密钥。",
        Mistake::KeyFromToken => "它用令牌自带的密钥。",
        Mistake::KeyFromUrl => "它到令牌指定的地址去取密钥。",
        Mistake::KidAsPath => "它把 kid 当成文件路径。",
        Mistake::WeakSecret => "它的密钥就在常见密码表里。",
        Mistake::IgnoresType => "它不看 typ。",
        Mistake::IgnoresMissingExpiry => "没有 exp，它也不在意。",
        Mistake::IgnoresNotBefore => "它不看 nbf。",
        Mistake::IgnoresIssuedAt => "它不看 iat。",
        Mistake::IgnoresLifetime => "它不问令牌能活多久。",
        Mistake::IgnoresIssuer => "它不看 iss。",
        Mistake::IgnoresAudience => "它不看 aud。",
        Mistake::IgnoresMissingClaims => "少了别的声明，它也不在意。",
        Mistake::IgnoresRevocation => "它不问会话是否已经结束。",
        Mistake::IgnoresReuse => "它不数一枚刷新令牌用过几次。",
    },
    refusal: |refusal| match refusal {
        CarelessRefusal::NoToken => "在它看来，这不是令牌。",
        CarelessRefusal::NoKey => "它找不到对应的密钥。",
        CarelessRefusal::NoSuchAlgorithm => "它的密钥配不上这种算法。",
        CarelessRefusal::WrongSignature => "签名对不上。",
        CarelessRefusal::Expired => "令牌已过期。",
        CarelessRefusal::NoRefreshToken => "在它看来，这不是刷新令牌。",
    },
    guessing: |tried, total| format!("已试 {tried} / {total} 个词"),
    pace: |pace| format!("每秒 {pace} 个"),
    stop: "停止",
    stopped: "已停止。",
    found: "密钥是",
    found_after: |tried, seconds| format!("第 {tried} 个词，用时 {seconds:.1} 秒"),
    no_crypto: "这个浏览器不肯计算该签名。",
    no_token: "没能造出令牌：收到的答复与预期不符。",
};

fn attack(id: Id) -> AttackText {
    let (name, story, careless) = match id {
        Id::PayloadChanged => (
            "把载荷改成 admin",
            "谁都能解码载荷，写进 admin 再编码回去。（本来就是管理员的，则换成别人的 id。）签名还是原来的，对应的是改动之前的字节。",
            "它也拒绝：签名它还是会算的。",
        ),
        Id::SignatureCut => (
            "删掉签名",
            "第三段没有了，前面的点还在。曾有一些库认为，没有签名就不必验签。",
            "它也拒绝：头部仍写着算法，而空无一物不是这种算法的签名。",
        ),
        Id::WrongKey => (
            "换一把密钥签名",
            "头部、kid、算法、声明，样样都对。只有密钥是你的浏览器刚刚生成的。",
            "它也拒绝：再粗心的验证器，这一步也不会错。",
        ),
        Id::None => (
            "alg: none",
            "RFC 7519 允许没有签名的令牌，其 alg 为 none。如果让令牌自己说该怎样验证，它就会说：不必验证。",
            "它上当了：头部怎么写，它就怎么做。",
        ),
        Id::NoneCapital => ("alg: None", OTHER_CASING, FALLS_FOR_CASING),
        Id::NoneUpper => ("alg: NONE", OTHER_CASING, FALLS_FOR_CASING),
        Id::NoneMixed => ("alg: nOnE", OTHER_CASING, FALLS_FOR_CASING),
        Id::OtherAlgorithm => (
            "同一 kid，换一种算法",
            "头部写着服务器真正的密钥，却配上另一种算法。如果算法由令牌决定，密钥就会被代入错误的运算。",
            "它拒绝了，但纯属运气：它的密钥配不上那种运算。",
        ),
        Id::PublicKeyAsSecret => (
            "把 RSA 公钥当作 HMAC 密钥",
            "公钥人人都有。伪造者声称算法是 HS256，拿公钥的文本当密钥；相信了 HS256 的验证器也照此办理，两边的结果自然一致。",
            "它上当了：所有算法都由同一个函数验证，而对 HMAC 来说，密钥不过是一串字节。",
        ),
        Id::Jwk => (
            "令牌自带密钥：jwk",
            "头部可以携带公钥。这里带的是你的浏览器刚刚生成的一把，签名与它完全吻合。",
            "它上当了：它向令牌索要密钥。",
        ),
        Id::Jku => (
            "指向伪造者的地址：jku",
            "头部写着到哪里去取密钥，而那里放的是伪造者自己的。这里不会发出任何连接：粗心的验证器只在内存里查这个地址，密钥是本页刚刚放进去的。",
            "它上当了：令牌让它去哪里，它就去哪里。",
        ),
        Id::KidPath => (
            "把 kid 写成路径",
            "kid 指向 /dev/null，这个文件在任何机器上都是空的，令牌则以空串为密钥签名。如果验证器从同名文件读取密钥，就等于拿空无一物去验签。",
            "它上当了：它顺着路径走了过去。（但拴着绳子：这台电脑上的其他文件它一个也读不到。）",
        ),
        Id::WeakSecret => (
            "猜出弱密钥",
            "一位粗心的同事拿常见密码当密钥。有一枚令牌就够了：你的浏览器逐词尝试，直到签名吻合，再用它签出管理员令牌。本服务器不认识这把密钥，换成这样的密钥也根本不会启动。",
            "它上当了：签名没错，因为密钥没错。",
        ),
        Id::Expired => (
            "已过期",
            "这是你的令牌，五分钟前还有效。签名出自服务器真正的密钥。",
            "它也拒绝：exp 是多数库会主动检查的唯一声明。",
        ),
        Id::NotYetValid => (
            "尚未生效",
            "nbf 在将来：这枚令牌是留给以后用的。（不等生效它就会过期，所以永远派不上用场。）",
            "它上当了：它从不看 nbf。",
        ),
        Id::FromTheFuture => (
            "来自未来",
            "iat 在将来。没有哪个走得准的时钟会签出它。",
            "它上当了：它从不看 iat。",
        ),
        Id::TooLongLived => (
            "有效期一年",
            "本服务器签发的令牌都活不了这么久。谁能签出它，它就会活得比已结束会话的名单还长。",
            "它上当了：只要没过期，它就不再多问。",
        ),
        Id::NeverExpires => (
            "永不过期",
            "缺少 exp。这样的令牌一旦被偷，就永远有效。",
            "它上当了：没有 exp，它就不检查。",
        ),
        Id::ForeignIssuer => (
            "别家的签发者",
            "iss 写的是另一台服务器。即使共用密钥，同一个 id 在那边也可能是另一个人。",
            "它上当了：它从不看 iss。",
        ),
        Id::ForeignAudience => (
            "别家的受众",
            "aud 写的是另一个 API。那边的经营者整天都能见到这样的令牌，完全可以转手拿来用在我们这里。",
            "它上当了：它从不看 aud。",
        ),
        Id::MissingClaim => (
            "不属于任何会话",
            "缺少 sid，于是再怎么退出登录，也收不回这枚令牌。",
            "它上当了：从来不读的东西，少了也不知道。",
        ),
        Id::Link => (
            "链接令牌",
            "货真价实的令牌，由同一把密钥签发，用途是下载链接，typ 写得明明白白。",
            "它上当了：在它看来，签名对了就什么都行。",
        ),
        Id::ForeignType => (
            "typ: JWT",
            "除了 typ，样样都对。如果什么类型都收，同一把密钥签过的每枚令牌就都能用。",
            "它上当了：它从不看 typ。",
        ),
        Id::RefreshAsAccess => (
            "拿刷新令牌当访问令牌",
            "刷新令牌能用好几周。如果被当成访问令牌，就能畅行好几周。浏览器看不到自己的刷新令牌，所以这里另开一个会话，用它的。",
            "它也拒绝，因为这里的刷新令牌根本不是 JWT。这正是原因之一。",
        ),
        Id::Revoked => (
            "已撤销",
            "开一个会话，随即退出。它的访问令牌签名完好，还有好几分钟才过期。",
            "它上当了：它不问会话是否还在。",
        ),
        Id::Replayed => (
            "重放刷新令牌",
            "一个会话连续续期两次，随后最初的刷新令牌又出现了，像是被人复制过。两个人都拿过它，谁也说不清哪个是窃贼。",
            "它收下了，下次还会收：它不计次数。",
        ),
    };
    AttackText {
        name,
        story,
        careless,
    }
}

const OTHER_CASING: &str =
    "同样的手法，换一种写法。逐字查找 none 的过滤器会漏掉它，后面不分大小写的比较却认得它。";
const FALLS_FOR_CASING: &str = "它上当了：在它看来，none 怎么写都一样。";
