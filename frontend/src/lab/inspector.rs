//! The inspector: any token, taken apart, changed, checked and signed again.
//!
//! Reading, verifying and signing happen in this page. One thing sends the token
//! away, to this page's own server: the trace of its checks, which can be
//! switched off. The key goes nowhere.

mod anatomy;
mod bench;
mod contents;
mod entered;
mod examples;
mod formula;
mod json;
mod key_field;
mod members;
mod server;
mod signature;
mod size;
mod token_field;
mod words;

use leptos::prelude::*;

use super::quiz::{Lesson, Quiz};
use super::words::use_words;
use crate::components::use_title;
use bench::{Bench, Editable};
use contents::Contents;
use examples::{Examples, begin_with_one};
use server::Server;
use signature::Signature;
use size::Size;
use token_field::TokenField;
use words::{EN, ZH};

/// The address `/inspector`. Nothing of the token gets into it: addresses end up
/// in histories and logs.
#[component]
pub(super) fn Inspector() -> impl IntoView {
    let w = use_words(&EN, &ZH);
    use_title(move || w().title.to_owned());
    let bench = Bench::new();
    begin_with_one(bench);
    view! {
        <section class="page inspector">
            <div class="page-head">
                <h1 tabindex="-1">{move || w().title}</h1>
                <p class="lead">{move || w().lead}</p>
            </div>
            <div class="columns">
                <div class="bench">
                    <article class="card">
                        <TokenField bench />
                        <Size bench />
                        <Examples bench />
                    </article>
                    <article class="card contents">
                        <Contents bench part=Editable::Header />
                        <Contents bench part=Editable::Payload />
                    </article>
                    <Signature bench />
                </div>
                <Server bench />
            </div>
            <Quiz lesson=Lesson::INSPECTOR />
        </section>
    }
}
