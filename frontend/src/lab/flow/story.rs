//! What is drawn of an exchange: decisions without a page or a clock.
//!
//! An exchange is told in moments. Names and passwords, and the refresh token in
//! their place, go through steps 1 and 2; every other request through steps 3
//! and 4, or 5.

use std::sync::Arc;

use shared::endpoint;

use super::mark::{self, Action, Mark};
use crate::wire_log::Exchange;

/// What kind of exchange it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    LogIn,
    Refresh,
    LogOut,
    Call,
}

impl Kind {
    pub(super) fn of(exchange: &Exchange) -> Self {
        match (&*exchange.request.method, &*exchange.request.path) {
            ("POST", endpoint::LOGIN) => Self::LogIn,
            ("POST", endpoint::REFRESH) => Self::Refresh,
            ("POST", endpoint::LOGOUT) => Self::LogOut,
            _ => Self::Call,
        }
    }

    /// Whether it brings a token, and does not use one.
    pub(super) fn brings_token(self) -> bool {
        matches!(self, Self::LogIn | Self::Refresh)
    }
}

/// What happens in an exchange, one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    /// Step 1: the credentials go out.
    Asked,
    /// Step 2: a token comes back.
    Issued,
    /// The token is put where it is kept.
    Kept,
    /// Step 3: a request goes out.
    Sent,
    /// The server judges the token.
    Checked,
    /// Step 4: the answer comes.
    Answered,
    /// Step 5: the refusal comes, or nothing.
    Refused,
}

impl Moment {
    /// The number of its step; what happens on one side alone belongs to the
    /// step that follows from it.
    pub(super) fn step(self) -> u8 {
        match self {
            Self::Asked => 1,
            Self::Issued => 2,
            Self::Kept | Self::Sent => 3,
            Self::Checked | Self::Answered => 4,
            Self::Refused => 5,
        }
    }
}

/// What has happened of an exchange by now. More may come while it is under way.
pub(super) fn moments(exchange: &Exchange) -> Vec<Moment> {
    let brings_token = Kind::of(exchange).brings_token();
    let mut moments = vec![match brings_token {
        true => Moment::Asked,
        false => Moment::Sent,
    }];
    if exchange.end.is_none() {
        return moments;
    }
    let was_judged = exchange.response().is_some_and(|r| r.trace.is_some());
    if was_judged && !brings_token {
        moments.push(Moment::Checked);
    }
    match exchange.status() {
        Some(200..=299) if brings_token => moments.extend([Moment::Issued, Moment::Kept]),
        Some(200..=299) => moments.push(Moment::Answered),
        _ => moments.push(Moment::Refused),
    }
    moments
}

/// How a part of the picture looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Light {
    /// It has not happened.
    #[default]
    Waiting,
    /// It must have happened, before this page was opened.
    Before,
    /// It happened in an earlier exchange.
    Past,
    /// It belongs to the exchange on show.
    Lit,
    /// Likewise, and it is what happened last.
    Current,
}

/// A part of the picture, and the exchange that it shows.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Part {
    pub(super) light: Light,
    pub(super) exchange: Option<Arc<Exchange>>,
}

/// The whole picture.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Drawing {
    /// Steps 1 to 5.
    pub(super) steps: [Part; 5],
    /// The token in its place.
    pub(super) kept: Part,
    /// The server's checks.
    pub(super) checked: Part,
    /// What has just happened.
    pub(super) moment: Option<Moment>,
    /// In which exchange.
    pub(super) exchange: Option<Arc<Exchange>>,
}

impl Drawing {
    fn part(&mut self, moment: Moment) -> &mut Part {
        match moment {
            Moment::Asked => &mut self.steps[0],
            Moment::Issued => &mut self.steps[1],
            Moment::Kept => &mut self.kept,
            Moment::Sent => &mut self.steps[2],
            Moment::Checked => &mut self.checked,
            Moment::Answered => &mut self.steps[3],
            Moment::Refused => &mut self.steps[4],
        }
    }

    /// Whether the drawing has come to what the server said.
    pub(super) fn has_answer(&self) -> bool {
        !matches!(
            self.moment,
            None | Some(Moment::Asked | Moment::Sent | Moment::Checked)
        )
    }

    /// Whether it has come to the server's checks.
    pub(super) fn has_checks(&self) -> bool {
        !matches!(self.moment, None | Some(Moment::Asked | Moment::Sent))
    }
}

/// The picture of exchange `id` when so many of its moments are drawn. Where the
/// log does not tell how the token came, `has_session` does.
pub(super) fn draw(
    log: &[Arc<Exchange>],
    id: Option<u32>,
    drawn: usize,
    has_session: bool,
) -> Drawing {
    let mut drawing = Drawing::default();
    let shown = log.iter().find(|exchange| Some(exchange.id) == id);
    let former: Vec<_> = (log.iter())
        .take_while(|exchange| Some(exchange.id) != id)
        .collect();
    let is_use = shown.is_none_or(|shown| !Kind::of(shown).brings_token());
    if is_use {
        let (light, bringer) = origin_of_token(&former, has_session);
        for moment in [Moment::Asked, Moment::Issued, Moment::Kept] {
            *drawing.part(moment) = Part {
                light,
                exchange: bringer.cloned(),
            };
        }
    }
    if let Some(shown) = shown {
        let moments = moments(shown);
        let drawn = drawn.min(moments.len());
        for (index, &moment) in moments.iter().take(drawn).enumerate() {
            *drawing.part(moment) = Part {
                light: match index + 1 == drawn {
                    true => Light::Current,
                    false => Light::Lit,
                },
                exchange: Some(Arc::clone(shown)),
            };
        }
        drawing.moment = drawn.checked_sub(1).map(|last| moments[last]);
        drawing.exchange = Some(Arc::clone(shown));
    }
    drawing
}

/// Which of these exchanges brought the token that was there after them.
fn origin_of_token<'a>(
    former: &[&'a Arc<Exchange>],
    has_session: bool,
) -> (Light, Option<&'a Arc<Exchange>>) {
    let mut has_ended = false;
    for &exchange in former.iter().rev() {
        let is_good = matches!(exchange.status(), Some(200..=299));
        match Kind::of(exchange) {
            Kind::LogIn | Kind::Refresh if is_good && !has_ended => {
                return (Light::Past, Some(exchange));
            }
            Kind::LogOut => has_ended = true,
            _ => {}
        }
    }
    // A request that went through shows that there was a session as well.
    let went_through = former.iter().any(|exchange| {
        Kind::of(exchange) == Kind::Call
            && exchange.response().is_some_and(|response| {
                (response.trace.as_ref()).is_some_and(|trace| trace.code.is_none())
            })
    });
    match (has_session || went_through) && !has_ended {
        true => (Light::Before, None),
        false => (Light::Waiting, None),
    }
}

/// Who wanted an exchange.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Wanted {
    /// Somebody pressed this here.
    By(Action),
    /// The client renewed the token of its own accord: it was refused, or soon
    /// would have been.
    Renewal,
    /// The client sent it again, with a new token.
    SecondTry,
    /// The page needed it.
    Page,
}

/// Who wanted the exchange at this place of the log.
pub(super) fn wanted(log: &[Arc<Exchange>], index: usize, marks: &[Mark]) -> Wanted {
    let exchange = &log[index];
    if let Some(action) = mark::action_of(log, index, marks) {
        return Wanted::By(action.clone());
    }
    match Kind::of(exchange) {
        Kind::Refresh => return Wanted::Renewal,
        Kind::LogIn | Kind::LogOut => return Wanted::Page,
        Kind::Call => {}
    }
    let mut former = log[..index].iter().rev();
    let renewal = former.next().filter(|e| Kind::of(e) == Kind::Refresh);
    let first_try = former.find(|e| Kind::of(e) != Kind::Refresh);
    let is_second = renewal.is_some()
        && first_try.is_some_and(|first| {
            first.request.method == exchange.request.method
                && first.request.path == exchange.request.path
                && first.status() == Some(401)
        });
    match is_second {
        true => Wanted::SecondTry,
        false => Wanted::Page,
    }
}

#[cfg(test)]
mod tests;
