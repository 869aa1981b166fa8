//! English.

use super::{Ending, Hundred, Servers, Strategies, StrategyWords, Summary, Words};

pub(in super::super) static WORDS: Words = Words {
    title: "Session beside token",
    lead: "The classic cookie session with its table, and the token: both real, both asked the same question. Every figure on this page is measured here, by your browser and this server.",
    session: "Session",
    token: "Token",
    not_measured: "not measured yet",
    look_ups: |count| match count {
        1 => "1 look-up".to_owned(),
        count => format!("{count} look-ups"),
    },
    accepted: "200, accepted",
    refused: "401, refused",
    log_in_lead: "Both are opened for whoever is logged in. Log in as one of the demo users, and come back here.",
    log_in: "Log in",
    to_measure: "What is measured then",
    hundred: Hundred {
        title: "A hundred calls each",
        lead: "“Who am I?”, asked in turn: with the session’s cookie, with the token, and so on. Both answers name the same user and the same role.",
        button: "Make 200 calls",
        progress: |made, all| format!("{made} of {all} calls"),
        look_ups: "Database look-ups",
        look_ups_note: "The session’s id says nothing by itself: every call asks the table whose it is. The token says it.",
        bytes: "Bytes sent up",
        bytes_note: |session, token| {
            format!("A call carries {session} bytes of Cookie, or {token} of Authorization.")
        },
        server: "Time in the server, median",
        round_trip: "Round trip as the page saw it, median",
        strip_note: |end, slower| match slower {
            0 => format!("One dot for each call, from 0 to {end:.1} ms."),
            slower => format!(
                "One dot for each call, from 0 to {end:.1} ms; {slower} slower ones stand at the edge."
            ),
        },
        caveat: "Look-ups and time are the server’s own word (Server-Timing), bytes are counted as it received them. No network lies between, and the database is on the same disk: with a database on another machine, each look-up costs a journey more. The real /api/me also tells the profile, which is in no token; so here both answer only with the user’s id and role.",
    },
    servers: Servers {
        title: "A second server",
        lead: "One machine is not enough, and another takes its share of the calls: same keys, same database, a memory of its own. It is real and runs in this process, on a port of its own.",
        button: "Ask both servers",
        first: "First server",
        second: "Second server",
        own: "Session in a server’s memory",
        classic: "Session in the shared table",
        token: "Token",
        note: "You logged in at the first server. A session in its memory is known nowhere else, unless each user is tied to one server (“sticky sessions”) or all of them ask one table. The token brings along all that a server has to know.",
    },
    ending: Ending {
        title: "Log this user out now",
        lead: "The session’s row is deleted, the token’s session goes on the list of those that ended. Calls go on at both servers meanwhile: until when does one get through?",
        button: "Log out now",
        moment: "logged out",
        session_first: "Session, first server",
        session_first_note: "The row is gone, and the next call looks for it.",
        session_second: "Session, second server",
        session_second_note: "It asks the same table.",
        token_first: "Token, first server",
        token_first_note: "The session was ended here, so the list in this server’s memory has it already.",
        token_second: "Token, second server",
        token_second_note: "It looks into the database once a second for what ended elsewhere. Until then the signature is good, and so is the token: for up to a second, as chance has it. Run it again and see.",
    },
    strategies: Strategies {
        title: "How to take a token back",
        lead: "A user is made for this, logged in, and disabled after two seconds. How long does each way let them in?",
        button: "Disable a user",
        scale: "8 s stand for 15 min here, so that nobody has to wait.",
        to_scale: |minutes| format!("to scale {minutes:.0}\u{a0}min"),
        moment: "disabled",
        expiry: StrategyWords {
            name: "Wait for expiry",
            cost: "Tokens of 8 s. The server remembers nothing, and a call costs nothing.",
        },
        short: StrategyWords {
            name: "Short lifetimes",
            cost: "Tokens of 2 s, and no new one for who is disabled. A call costs nothing; every 2 s a client asks for another token, with a look-up.",
        },
        list: StrategyWords {
            name: "A list of ended sessions",
            cost: "Tokens of 8 s. The server remembers who was ended for as long as their tokens would have lived; a call costs a look into its memory. This is how Tessera does it.",
        },
    },
    summary: Summary {
        title: "What each does better",
        lead: "The figures are those that were measured above.",
        better: "better",
        look_ups: "Look-ups in 100 calls",
        bytes: "Bytes in each call",
        server: "Time in the server, median",
        elsewhere: "A server that shares no table",
        accepted: |status| format!("{status}, accepts it"),
        refused: |status| format!("{status}, knows nobody"),
        ended_here: "Access after log-out, same server",
        ended_there: "Access after log-out, second server",
        disabled: "Access of a disabled user",
        at_once: "refused at the next call",
        disabled_token: |[expiry, short, list], minutes| {
            format!(
                "{expiry} until expiry (to scale {minutes:.0}\u{a0}min), {short} with short lifetimes, {list} with a list"
            )
        },
        keeps: "What the server keeps",
        keeps_session: "a row for everyone who is logged in",
        keeps_token: "its key, and the few that ended early",
        cross_site: "Sent by other sites’ pages",
        cross_site_session: "as any cookie: SameSite and CSRF checks are a must",
        cross_site_token: "not in a header: only our own script puts it there",
    },
};
