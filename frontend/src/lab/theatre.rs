//! The storage theatre: where a token can be kept, and what becomes of it there
//! when a script gets into the page or another site sends a form.

mod careless;
mod findings;
mod first_line;
mod play;
mod stage;
mod table;
mod telling;
mod words;

use leptos::prelude::*;
use shared::lab::theatre::{FOREIGN_SCRIPT, PLANTED};

use super::quiz::{Lesson, Quiz};
use super::words::use_words;
use crate::auth_state::{AuthState, use_auth};
use crate::components::{A, Message, Notice, Work, use_title};
use crate::locales::use_texts;
use crate::return_to;
use crate::token_store::StoreKind;
use careless::CarelessCookies;
use findings::store_name;
use first_line::FirstLine;
use play::Theatre;
use stage::Frame;
use table::Table;
use words::{EN, ZH};

/// The address of this page.
const PATH: &str = "/storage";

/// The address `/storage`.
#[component]
pub(crate) fn StorageTheatre() -> impl IntoView {
    let auth = use_auth();
    let w = use_words(&EN, &ZH);
    use_title(move || w().tab.to_owned());
    let theatre = Theatre::new(auth);
    let work = Work::of_this();
    let may_play = Memo::new(move |_| matches!(auth.state(), AuthState::SignedIn(_)));

    // The page that was left in the middle of a play is gone on with as soon as
    // it is known who is here.
    let resumed = StoredValue::new(false);
    Effect::new({
        let work = work.clone();
        move || {
            if auth.state() != AuthState::Unknown && !resumed.get_value() {
                resumed.set_value(true);
                work.begin(theatre.resume());
            }
        }
    });

    let conclusions = StoreKind::ALL.into_iter().enumerate().map(|(index, kind)| {
        view! {
            <dt translate="no">{move || store_name(kind, w().memory)}</dt>
            <dd>{move || w().conclusion.stores[index]}</dd>
        }
    });
    view! {
        <section class="page theatre">
            <div class="page-head">
                <h1 tabindex="-1">{move || w().title}</h1>
                <p class="lead">{move || w().lead}</p>
            </div>
            <Proscenium theatre may_play work=work.clone() />
            <Table theatre may_play work />
            <div class={"pair"}>
                <CarelessCookies theatre />
                <FirstLine />
            </div>
            <section class={"conclusion"}>
                <h2>{move || w().conclusion.title}</h2>
                <dl>{conclusions.collect_view()}</dl>
                <p>{move || w().conclusion.all}</p>
            </section>
            <Quiz lesson=Lesson::STORAGE />
        </section>
    }
}

/// The stage with its button: what is on, and what is to be known before.
#[component]
fn Proscenium(theatre: Theatre, may_play: Memo<bool>, work: Work) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let t = use_texts();
    let auth = use_auth();
    let trouble = Signal::derive(move || Message::of_failure(theatre.trouble.get(), t()));
    let status = move || {
        let w = w();
        match theatre.on.get() {
            Some((row, column)) => {
                let name = store_name(StoreKind::ALL[row], w.memory);
                (w.on_stage)(name, w.columns[column as usize])
            }
            None if theatre.play.with(|play| play.is_over) => {
                (w.over)(store_name(auth.tokens().chosen(), w.memory))
            }
            None => w.idle.to_owned(),
        }
    };
    let button = move || {
        let work = work.clone();
        match may_play.get() {
            true => view! {
                <button
                    type="button"
                    class="button primary"
                    data-testid="play-all"
                    aria-disabled=move || theatre.is_running().to_string()
                    on:click=move |_| {
                        if theatre.is_idle() {
                            work.begin(theatre.begin((0..StoreKind::ALL.len()).collect()));
                        }
                    }
                >
                    {move || if theatre.is_running() { w().playing } else { w().play_all }}
                </button>
            }
            .into_any(),
            false => view! {
                <A
                    href=return_to::leading_back(return_to::LOGIN_PATH, PATH)
                    attr:class="button primary"
                    attr:data-testid="log-in-to-play"
                >
                    {move || w().log_in_button}
                </A>
            }
            .into_any(),
        }
    };
    let before = move || {
        if may_play.get() {
            status()
        } else {
            w().log_in.to_owned()
        }
    };
    view! {
        <div class="proscenium" class:on=move || theatre.is_running()>
            {button}
            <div class={"status"}>
                <p role="status" data-testid="stage-status">
                    {before}
                </p>
                <Notice message=trouble urgent=true />
                <p class="small">
                    <a href=PLANTED target="_blank">
                        {move || w().read_planted}
                    </a>
                    " · "
                    <a href=FOREIGN_SCRIPT target="_blank">
                        {move || w().read_foreign}
                    </a>
                </p>
            </div>
            <Frame stage=theatre.stage title=Signal::derive(move || w().stage) />
        </div>
    }
}
