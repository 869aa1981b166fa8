//! What each part of the picture looks like now, and says: for the diagram, the
//! list and the announcements alike.

use leptos::prelude::*;

use super::caption::{self, Caption};
use super::mark::{Action, TokenPart};
use super::player::Player;
use super::story::{Kind, Light, Moment, Part, Wanted};
use super::words::Words;
use crate::auth_state::{Auth, use_auth};
use crate::locales::Texts;
use crate::token_store::StoreKind;

/// What the parts of the picture look like now, and say.
#[derive(Clone, Copy)]
pub(super) struct Picture {
    auth: Auth,
    pub(super) player: Player,
    step: [Memo<(Part, Option<Wanted>)>; 5],
}

impl Picture {
    pub(super) fn of(player: Player) -> Self {
        let step = [0, 1, 2, 3, 4].map(|index| {
            Memo::new(move |_| {
                let part: Part = player.drawing.with(|d| d.steps[index].clone());
                let wanted = part.exchange.as_ref().and_then(|e| player.wanted(e.id));
                (part, wanted)
            })
        });
        Self {
            auth: use_auth(),
            player,
            step,
        }
    }

    pub(super) fn light(self, step: u8) -> Light {
        self.step[usize::from(step) - 1].with(|(part, _)| part.light)
    }

    pub(super) fn caption(self, step: u8, words: (&Texts, &Words)) -> Caption {
        self.step[usize::from(step) - 1]
            .with(|(part, wanted)| caption::of_step(step, part, wanted.as_ref(), words))
    }

    /// Whether the arrow carries a token that can be seen, and which part of it
    /// was altered.
    pub(super) fn cargo(self, step: u8) -> Option<Option<TokenPart>> {
        self.step[usize::from(step) - 1].with(|(part, wanted)| {
            let exchange = part.exchange.as_deref()?;
            let carries = match step {
                2 => caption::brought_token(exchange),
                3 => exchange.token().is_some(),
                _ => false,
            };
            carries.then_some(match wanted {
                Some(Wanted::By(Action::Altered(alteration))) => Some(alteration.part),
                _ => None,
            })
        })
    }

    /// Where the token lies now, if there is one.
    pub(super) fn place(self) -> Option<StoreKind> {
        let auth = self.auth;
        auth.user()?;
        match (auth.token(), auth.tokens().chosen()) {
            (None, StoreKind::Cookie) => Some(StoreKind::Cookie),
            (None, _) => None,
            (Some(_), _) => Some(auth.tokens().kind()),
        }
    }

    pub(super) fn checked(self) -> Part {
        self.player.drawing.with(|drawing| drawing.checked.clone())
    }

    /// Shows the exchange that the step belongs to, as far as this step.
    pub(super) fn look(self, step: u8) {
        let exchange = self.step[usize::from(step) - 1].with_untracked(|(p, _)| p.exchange.clone());
        if let Some(exchange) = exchange {
            let moment = match (step, Kind::of(&exchange).brings_token()) {
                (1, _) => Moment::Asked,
                (2, _) => Moment::Issued,
                (3, _) => Moment::Sent,
                (4, _) => Moment::Answered,
                _ => Moment::Refused,
            };
            self.player.look(&exchange, moment);
        }
    }
}

pub(super) fn light_class(light: Light) -> &'static str {
    match light {
        Light::Waiting => "waiting",
        Light::Before => "past before",
        Light::Past => "past",
        Light::Lit => "lit",
        Light::Current => "lit current",
    }
}
