//! Light, dark, or as the system has it.
//!
//! `theme.js` sets the theme before the first paint, from the same key; here it
//! is changed. The style sheets know the theme by `data-theme` alone.

use leptos::prelude::*;

use crate::storage::Area;

const KEY: &str = "tessera.theme";

/// The choices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the system has it.
    System,
    /// Light, whatever the system has.
    Light,
    /// Dark, whatever the system has.
    Dark,
}

impl Theme {
    fn from_name(name: &str) -> Self {
        match name {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }

    /// The name in storage and in `data-theme`.
    fn name(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }

    /// The one that the switch leads to.
    pub(crate) fn next(self) -> Self {
        match self {
            Self::System => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::System,
        }
    }

    /// What was chosen on an earlier visit.
    pub(crate) fn stored() -> Self {
        Area::Local
            .read(KEY)
            .map_or(Self::System, |name| Self::from_name(&name))
    }

    /// Shows this theme from now on, on the next visit too. Where storage is
    /// blocked, until the page is left.
    pub(crate) fn apply(self) {
        if let Some(root) = document().document_element() {
            _ = match self.name() {
                Some(name) => root.set_attribute("data-theme", name),
                None => root.remove_attribute("data-theme"),
            };
        }
        match self.name() {
            Some(name) => _ = Area::Local.write(KEY, name),
            None => Area::Local.remove(KEY),
        }
    }
}
