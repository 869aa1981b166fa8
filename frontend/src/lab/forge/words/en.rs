//! The forge in English.

use shared::lab::forge::{CarelessRefusal, Mistake};

use super::{AttackText, Words};
use crate::lab::forge::attacks::{Family, Id};
use crate::lab::forge::bench::Signature;

pub(in crate::lab::forge) static EN: Words = Words {
    title: "Forge a token, and see who falls for it",
    lead: "Each attack makes a real token in your browser and sends it to the real server. Beside its answer stands that of a careless verifier: the same keys, the mistakes that people make, and no door behind it.",
    needs_user: "A forger begins with a token of their own. Log in to get one.",
    log_in_as: |name| format!("Log in as {name}"),
    log_in: "Log in otherwise",
    try_all: "Try them all",
    trying_all: |done, all| format!("{done} of {all}"),
    attack,
    family: |family| match family {
        Family::Signature => "Without the key",
        Family::Algorithm => "The token picks the algorithm",
        Family::Key => "The token picks the key",
        Family::Claims => "Signed by the real key, and wrong",
        Family::Kind => "Made for something else",
        Family::TakenBack => "Taken back",
    },
    column_attack: "Attack",
    column_server: "This server",
    column_careless: "Careless one",
    falls: "lets it in",
    holds: "refuses",
    summary: |tried, refused, believed| {
        format!(
            "{tried} forged tokens: this server refused {refused}, the careless verifier let in {believed}."
        )
    },
    try_it: "Forge it and send it",
    try_again: "Once more",
    trying: "Forging …",
    token: "The token that was sent",
    header: "Header",
    payload: "Payload",
    changed: "what it is about",
    taken_out: "not there",
    signature: |signature| match signature {
        Signature::Real => "Signature: made by the server’s own key.",
        Signature::Stale => "Signature: that of the token before the change.",
        Signature::Cut => "Signature: none. The token ends with its second dot.",
        Signature::Attackers => "Signature: made with a key of the attacker’s.",
        Signature::PublicKey => "Signature: an HMAC with the public key for its secret.",
        Signature::Empty => "Signature: an HMAC with an empty secret.",
        Signature::Guessed => "Signature: an HMAC with the guessed secret.",
        Signature::Opaque => "No JWT: this token says nothing to anybody but the server.",
    },
    other_session: "Your own token is in a cookie that no script can read, so this one starts from a session that was opened for it and is ended afterwards.",
    servers_key: "The secret is the text of this server’s own public key, from /.well-known/jwks.json.",
    colleagues_key: |alg| {
        format!(
            "This server signs with {alg} and publishes no RSA key. So the attack aims at the RSA key of a careless colleague, which this server does not know. Start it with an RS256 key, and its own is attacked."
        )
    },
    checks: "The server’s checks on it",
    server: "This server",
    server_let_in: "It let the token in. That must not happen: please report it.",
    caught_by: |place, count| format!("Caught by check {place} of {count}:"),
    no_answer: "No answer came.",
    unexpected: "This page expected another refusal:",
    counted: "Caught where tokens are renewed: each refresh token is good for one renewal, and this one has had its own. The whole session is over, for the thief and for the user.",
    aftermath: "And the latest access token of that session:",
    careless: "A careless verifier",
    other_verdict: "This page expected the opposite of it.",
    lets_in: "Would have let it in",
    lets_in_as: |role| format!("Would have let it in, as {role}"),
    refuses: "Refuses as well",
    mistake: |mistake| match mistake {
        Mistake::BelievesNone => "It takes “none” for an algorithm.",
        Mistake::PublicKeyAsSecret => "It takes the text of a public key for an HMAC secret.",
        Mistake::KeyFromToken => "It takes the key out of the token.",
        Mistake::KeyFromUrl => "It takes the key from the address in the token.",
        Mistake::KidAsPath => "It takes kid for the path of a file.",
        Mistake::WeakSecret => "Its secret is in every list of common passwords.",
        Mistake::IgnoresType => "It does not look at typ.",
        Mistake::IgnoresMissingExpiry => "It does not miss exp.",
        Mistake::IgnoresNotBefore => "It does not look at nbf.",
        Mistake::IgnoresIssuedAt => "It does not look at iat.",
        Mistake::IgnoresLifetime => "It does not ask how long a token lives.",
        Mistake::IgnoresIssuer => "It does not look at iss.",
        Mistake::IgnoresAudience => "It does not look at aud.",
        Mistake::IgnoresMissingClaims => "It does not miss the other claims.",
        Mistake::IgnoresRevocation => "It does not ask whether the session is over.",
        Mistake::IgnoresReuse => "It does not count how often a refresh token is used.",
    },
    refusal: |refusal| match refusal {
        CarelessRefusal::NoToken => "To it, this is no token.",
        CarelessRefusal::NoKey => "It finds no key for it.",
        CarelessRefusal::NoSuchAlgorithm => "Its key does not go with that algorithm.",
        CarelessRefusal::WrongSignature => "The signature does not fit.",
        CarelessRefusal::Expired => "It has expired.",
        CarelessRefusal::NoRefreshToken => "To it, this is no refresh token.",
    },
    guessing: |tried, total| format!("{tried} of {total} words"),
    pace: |pace| format!("{pace} a second"),
    stop: "Stop",
    stopped: "Stopped.",
    found: "The secret is",
    found_after: |tried, seconds| format!("word {tried}, after {seconds:.1} s"),
    no_crypto: "This browser would not compute the signature.",
    no_token: "The token could not be made: what came back is not what was to be expected.",
};

fn attack(id: Id) -> AttackText {
    let (name, story, careless) = match id {
        Id::PayloadChanged => (
            "Payload changed to admin",
            "Anyone can decode the payload, write “admin” into it and encode it again. (An admin writes another user’s id.) The signature stays what it was: one over the old bytes.",
            "It refuses too: it does compute the signature.",
        ),
        Id::SignatureCut => (
            "Signature cut off",
            "The third part is gone, the dot before it stays. There were libraries that took a missing signature for one that need not be checked.",
            "It refuses too: the header still names an algorithm, and nothing at all is not its signature.",
        ),
        Id::WrongKey => (
            "Signed with another key",
            "Header, kid, algorithm, claims: all as they should be. Only the key is one that your browser has just made.",
            "It refuses too: this much even a careless verifier gets right.",
        ),
        Id::None => (
            "alg: none",
            "RFC 7519 knows tokens without a signature, whose alg is “none”. A verifier that lets the token say how it is to be checked is told: not at all.",
            "It falls for it: it does what the header says.",
        ),
        Id::NoneCapital => ("alg: None", OTHER_CASING, FALLS_FOR_CASING),
        Id::NoneUpper => ("alg: NONE", OTHER_CASING, FALLS_FOR_CASING),
        Id::NoneMixed => ("alg: nOnE", OTHER_CASING, FALLS_FOR_CASING),
        Id::OtherAlgorithm => (
            "Another algorithm, same kid",
            "The header names the server’s real key, and an algorithm that this key is not for. A verifier that takes the algorithm from the token puts the key through the wrong arithmetic.",
            "It refuses, by luck: its key does not go with that arithmetic.",
        ),
        Id::PublicKeyAsSecret => (
            "RSA public key as HMAC secret",
            "Everybody has the public key. The forger says HS256 and takes the text of that key for the secret; a verifier that believes “HS256” does the same, and both come to the same result.",
            "It falls for it: one function checks every algorithm, and to an HMAC a key is just bytes.",
        ),
        Id::Jwk => (
            "Key inside the token: jwk",
            "A header may carry a public key. This one carries a key that your browser has just made, and the signature fits it to perfection.",
            "It falls for it: it asks the token for the key.",
        ),
        Id::Jku => (
            "Key at the forger’s address: jku",
            "The header says where the keys are to be fetched, and there lies the forger’s own. No connection is made here: the careless verifier looks the address up in memory, where this page has just put the key.",
            "It falls for it: it goes wherever the token sends it.",
        ),
        Id::KidPath => (
            "kid as a path",
            "kid leads to /dev/null, a file that is empty on every machine, and the token is signed with an empty secret. A verifier that reads its key from the file of that name checks with nothing.",
            "It falls for it: it follows the path. (On a leash: it can reach no other file of this computer.)",
        ),
        Id::WeakSecret => (
            "Weak secret, guessed",
            "A careless colleague signs with a common password. One token is enough: your browser tries word after word until the signature fits, and then signs an admin with it. This server does not know that key, and would not start with such a secret.",
            "It falls for it: the signature is right, because the secret is.",
        ),
        Id::Expired => (
            "Expired",
            "A token of yours that was good until five minutes ago. The server’s real key has signed it.",
            "It refuses too: exp is the one claim that most libraries look at unasked.",
        ),
        Id::NotYetValid => (
            "Not yet valid",
            "nbf is in the future: this token was made for later. (It expires before its time comes, so that it is never of use.)",
            "It falls for it: it never looks at nbf.",
        ),
        Id::FromTheFuture => (
            "Issued in the future",
            "iat is in the future. No honest clock has signed this.",
            "It falls for it: it never looks at iat.",
        ),
        Id::TooLongLived => (
            "Lives for a year",
            "No token of this server lives that long. Whoever could sign one would outlive the list of ended sessions.",
            "It falls for it: not expired is all that it asks.",
        ),
        Id::NeverExpires => (
            "Never expires",
            "exp is missing. Stolen once, such a token would be good for ever.",
            "It falls for it: where there is no exp, it checks none.",
        ),
        Id::ForeignIssuer => (
            "Foreign issuer",
            "iss names another server. Even where it shares the key, it may know other users by the same ids.",
            "It falls for it: it never looks at iss.",
        ),
        Id::ForeignAudience => (
            "Foreign audience",
            "aud names another API. Whoever runs that one sees such tokens all day, and could hand them on to us.",
            "It falls for it: it never looks at aud.",
        ),
        Id::MissingClaim => (
            "Without a session",
            "sid is missing, so that no log-out could ever take this token back.",
            "It falls for it: it does not miss what it never reads.",
        ),
        Id::Link => (
            "Link token",
            "A genuine token, signed by the same key, for a download link. Its typ says so.",
            "It falls for it: a good signature is good for everything.",
        ),
        Id::ForeignType => (
            "typ: JWT",
            "Right in everything but its typ. Who takes any type takes every token that the same key ever signs.",
            "It falls for it: it never looks at typ.",
        ),
        Id::RefreshAsAccess => (
            "Refresh token as access token",
            "A refresh token lives for weeks. Taken for an access token, it would open everything for as long. Your browser never gets to see its own, so this one is of a session that was opened for it.",
            "It refuses too, for here a refresh token is no JWT. That is one reason why.",
        ),
        Id::Revoked => (
            "Revoked",
            "A session is opened and logged out. Its access token is signed, and will not expire for minutes.",
            "It falls for it: it asks nobody whether the session is still there.",
        ),
        Id::Replayed => (
            "Refresh token replayed",
            "A session renews its tokens twice; then its first refresh token comes back, as if somebody had copied it. Two people have had it, and nobody knows which of them is the thief.",
            "It takes it, and will take it again: it does not count.",
        ),
    };
    AttackText {
        name,
        story,
        careless,
    }
}

const OTHER_CASING: &str = "The same in another spelling. A filter that looks for “none” to the letter misses it; the comparison behind it that ignores case does not.";
const FALLS_FOR_CASING: &str = "It falls for it: to it, all spellings of none are one.";
