//! The words of this lesson: which there are.

mod en;
mod zh_cn;

pub(super) use en::WORDS as EN;
pub(super) use zh_cn::WORDS as ZH;

type Text = &'static str;

/// All of them, in one language.
pub(super) struct Words {
    pub(super) title: Text,
    pub(super) lead: Text,
    pub(super) session: Text,
    pub(super) token: Text,
    pub(super) not_measured: Text,
    pub(super) look_ups: fn(u32) -> String,
    pub(super) accepted: Text,
    pub(super) refused: Text,
    pub(super) log_in_lead: Text,
    pub(super) to_measure: Text,
    pub(super) log_in: Text,
    pub(super) hundred: Hundred,
    pub(super) servers: Servers,
    pub(super) ending: Ending,
    pub(super) strategies: Strategies,
    pub(super) summary: Summary,
}

/// A hundred calls each.
pub(super) struct Hundred {
    pub(super) title: Text,
    pub(super) lead: Text,
    pub(super) button: Text,
    pub(super) progress: fn(usize, usize) -> String,
    pub(super) look_ups: Text,
    pub(super) look_ups_note: Text,
    pub(super) bytes: Text,
    /// Of each, in one call.
    pub(super) bytes_note: fn(usize, usize) -> String,
    pub(super) server: Text,
    pub(super) round_trip: Text,
    /// The end of the scale, and how many were slower.
    pub(super) strip_note: fn(f64, usize) -> String,
    pub(super) caveat: Text,
}

/// The second server.
pub(super) struct Servers {
    pub(super) title: Text,
    pub(super) lead: Text,
    pub(super) button: Text,
    pub(super) first: Text,
    pub(super) second: Text,
    pub(super) own: Text,
    pub(super) classic: Text,
    pub(super) token: Text,
    pub(super) note: Text,
}

/// "Log this user out now."
pub(super) struct Ending {
    pub(super) title: Text,
    pub(super) lead: Text,
    pub(super) button: Text,
    pub(super) moment: Text,
    pub(super) session_first: Text,
    pub(super) session_first_note: Text,
    pub(super) session_second: Text,
    pub(super) session_second_note: Text,
    pub(super) token_first: Text,
    pub(super) token_first_note: Text,
    pub(super) token_second: Text,
    pub(super) token_second_note: Text,
}

/// Three ways to take a token back.
pub(super) struct Strategies {
    pub(super) title: Text,
    pub(super) lead: Text,
    pub(super) button: Text,
    pub(super) scale: Text,
    /// Minutes, where tokens live for fifteen.
    pub(super) to_scale: fn(f64) -> String,
    pub(super) moment: Text,
    pub(super) expiry: StrategyWords,
    pub(super) short: StrategyWords,
    pub(super) list: StrategyWords,
}

pub(super) struct StrategyWords {
    pub(super) name: Text,
    pub(super) cost: Text,
}

/// The table at the end.
pub(super) struct Summary {
    pub(super) title: Text,
    pub(super) lead: Text,
    pub(super) better: Text,
    pub(super) look_ups: Text,
    pub(super) bytes: Text,
    pub(super) server: Text,
    pub(super) elsewhere: Text,
    /// With the status.
    pub(super) accepted: fn(u16) -> String,
    pub(super) refused: fn(u16) -> String,
    pub(super) ended_here: Text,
    pub(super) ended_there: Text,
    pub(super) disabled: Text,
    pub(super) at_once: Text,
    /// Waiting for expiry, refreshing, and with the list, in seconds; the first
    /// one to scale, in minutes.
    pub(super) disabled_token: fn([&str; 3], f64) -> String,
    pub(super) keeps: Text,
    pub(super) keeps_session: Text,
    pub(super) keeps_token: Text,
    pub(super) cross_site: Text,
    pub(super) cross_site_session: Text,
    pub(super) cross_site_token: Text,
}
