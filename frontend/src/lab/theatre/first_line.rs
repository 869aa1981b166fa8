//! The policy that keeps scripts out, put to the test on this page.

use std::time::Duration;

use js_sys::Reflect;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::words::{EN, ZH};
use crate::components::Work;
use crate::lab::words::use_words;
use crate::later::Later;

/// What a script that ran would leave behind.
const MARK: &str = "data-planted";
const SCRIPT: &str = "document.documentElement.setAttribute('data-planted', '')";

/// Three ways in, as people plant them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Inline,
    Handler,
    Address,
}

impl Way {
    const ALL: [Self; 3] = [Self::Inline, Self::Handler, Self::Address];

    fn code(self) -> &'static str {
        match self {
            Self::Inline => "<script>…</script>",
            Self::Handler => "innerHTML = '<img onerror=…>'",
            Self::Address => "<script src=\"data:…\">",
        }
    }

    /// Does it. What the browser throws at it is part of the answer.
    fn plant(self, into: &web_sys::Element) -> Result<(), JsValue> {
        let document = document();
        match self {
            Self::Inline => {
                let script = document.create_element("script")?;
                script.append_child(&document.create_text_node(SCRIPT))?;
                into.append_child(&script)?;
            }
            Self::Handler => {
                let markup = format!("<img src=\"x:\" onerror=\"{SCRIPT}\">");
                Reflect::set(into, &"innerHTML".into(), &markup.into())?;
            }
            Self::Address => {
                let script = document.create_element("script")?;
                let address = format!("data:text/javascript,{SCRIPT}");
                Reflect::set(&script, &"src".into(), &address.into())?;
                into.append_child(&script)?;
            }
        }
        Ok(())
    }
}

/// What came of one.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Tried {
    way: Way,
    has_run: bool,
    /// The directives that it broke, by the browser's own report.
    broken: Vec<String>,
}

#[component]
pub(super) fn FirstLine() -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let work = Work::of_this();
    let tried = RwSignal::new(Vec::<Tried>::new());
    let heard = StoredValue::new(Vec::<String>::new());
    let listener = window_event_listener_untyped("securitypolicyviolation", move |event| {
        let directive = Reflect::get(&event, &"effectiveDirective".into());
        if let Some(directive) = directive.ok().and_then(|d| d.as_string()) {
            heard.update_value(|heard| heard.push(directive));
        }
    });
    on_cleanup(move || listener.remove());

    let plant = move |_| {
        tried.set(Vec::new());
        work.begin(async move {
            for way in Way::ALL {
                heard.set_value(Vec::new());
                let has_run = attempt(way).await;
                let mut broken = heard.get_value();
                broken.dedup();
                tried.update(|tried| {
                    tried.push(Tried {
                        way,
                        has_run,
                        broken,
                    });
                });
            }
        });
    };
    let results = move || {
        tried
            .get()
            .into_iter()
            .map(|tried| {
                let (class, says) = match tried.has_run {
                    true => ("told lost", w().first_line.ran),
                    false => ("told kept", w().first_line.stopped),
                };
                view! {
                    <li data-testid="planted" data-ran=tried.has_run.to_string()>
                        <code>{tried.way.code()}</code>
                        <span class=class>
                            <strong>{says}</strong>
                            <code>{tried.broken.join(", ")}</code>
                        </span>
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <article class="card">
            <header class="card-head stacked">
                <h2>{move || w().first_line.title}</h2>
                <p class="small">{move || w().first_line.lead}</p>
            </header>
            <button type="button" class="button" data-testid="plant" on:click=plant>
                {move || w().first_line.button}
            </button>
            <ul class="ways" aria-live="polite">
                {results}
            </ul>
            <p class="small after">{move || w().first_line.note}</p>
        </article>
    }
}

/// Plants it, leaves the browser the time to run or to refuse it, and looks
/// whether it ran.
async fn attempt(way: Way) -> bool {
    const A_WHILE: Duration = Duration::from_millis(300);
    let document = document();
    let (Some(root), Some(body)) = (document.document_element(), document.body()) else {
        return false;
    };
    let Ok(place) = document.create_element("div") else {
        return false;
    };
    _ = body.append_child(&place);
    // Thrown or silent: what counts is whether it ran.
    _ = way.plant(&place);
    let over = Later::new();
    let ring = over.clone();
    set_timeout(move || ring.set(()), A_WHILE);
    over.get().await;
    place.remove();
    let has_run = root.has_attribute(MARK);
    _ = root.remove_attribute(MARK);
    has_run
}
