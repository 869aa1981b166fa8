//! The words of the guided tour.

mod en;
mod zh_cn;

pub(super) use en::EN;
pub(super) use zh_cn::ZH;

/// All of them in one language.
pub(super) struct Words {
    pub(super) title: &'static str,
    pub(super) lead: &'static str,
    /// "Step 3 of 5".
    pub(super) step: fn(u8) -> String,
    pub(super) code: &'static str,
    /// In the order of `shared::lab::tour::STOPS`.
    pub(super) stops: [StopText; 12],
}

/// One stop.
pub(super) struct StopText {
    pub(super) title: &'static str,
    /// What happens.
    pub(super) what: &'static str,
    /// Why it is done so.
    pub(super) why: &'static str,
    /// What the link to the lesson says, and where it leads.
    pub(super) see: &'static str,
    pub(super) href: &'static str,
}
