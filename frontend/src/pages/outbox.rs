//! What a server in development would have sent by mail.

use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;
use shared::error::ErrorCode;
use shared::mail::OutboxMail;

use crate::api::{self, ApiError};
use crate::auth_state::use_auth;
use crate::components::{Obstacle, Skeleton, use_title};
use crate::locales::{use_i18n, use_texts};
use crate::time;

/// The address `/outbox`.
#[component]
pub(crate) fn Outbox() -> impl IntoView {
    let auth = use_auth();
    let t = use_texts();
    use_title(move || t().outbox.title.to_owned());
    let mails = RwSignal::new(None::<Result<Vec<OutboxMail>, ApiError>>);
    let attempt = RwSignal::new(0_u32);
    Effect::new(move || {
        attempt.track();
        spawn_local_scoped_with_cancellation(async move {
            mails.set(Some(api::outbox::list(&auth.client()).await));
        });
    });
    let again = move || attempt.update(|count| *count += 1);
    let shown = move || match mails.get() {
        None => view! { <Skeleton lines=5 /> }.into_any(),
        Some(Err(error)) if error.error_code() == Some(ErrorCode::NotFound) => view! {
            <p data-testid="no-outbox">{move || t().outbox.missing}</p>
        }
        .into_any(),
        Some(Err(error)) => view! { <Obstacle error on_retry=again /> }.into_any(),
        Some(Ok(mails)) if mails.is_empty() => view! {
            <div class="empty" data-testid="outbox-empty">
                <h2>{move || t().outbox.empty}</h2>
                <p class="small">{move || t().outbox.empty_lead}</p>
            </div>
        }
        .into_any(),
        Some(Ok(mails)) => mails.into_iter().map(mail).collect_view().into_any(),
    };
    view! {
        <section class="page medium">
            <div class="page-head spread">
                <div>
                    <h1 tabindex="-1">{move || t().outbox.title}</h1>
                    <p class="lead">{move || t().outbox.lead}</p>
                </div>
                <button
                    type="button"
                    class="button"
                    data-testid="reload-outbox"
                    on:click=move |_| again()
                >
                    {move || t().outbox.reload}
                </button>
            </div>
            {shown}
        </section>
    }
}

fn mail(mail: OutboxMail) -> impl IntoView {
    let t = use_texts();
    let i18n = use_i18n();
    let at = mail.at.clone();
    let text = linked(&mail.text);
    view! {
        <article class="card mail" data-testid="mail">
            <header class="card-head">
                <h2>{mail.subject}</h2>
                <time class="meta" datetime=mail.at>
                    {move || time::from_rfc3339(&at, i18n.language())}
                </time>
            </header>
            <p class="meta">{move || t().outbox.to} " " <code>{mail.to}</code></p>
            <pre class="text">{text}</pre>
        </article>
    }
}

/// The text with its links to follow. Other than elsewhere, what a mail says is
/// shown as it is, whatever the reader's language.
fn linked(text: &str) -> Vec<AnyView> {
    let piece = |piece: &str| {
        let is_link = piece.starts_with("http://") || piece.starts_with("https://");
        if is_link {
            // By the browser and not by the router, as from a real mailbox.
            view! {
                <a href=piece.to_owned() rel="external noreferrer">
                    {piece.to_owned()}
                </a>
            }
            .into_any()
        } else {
            piece.to_owned().into_any()
        }
    };
    text.split_inclusive(char::is_whitespace)
        .flat_map(|word| {
            let end = word.trim_end().len();
            let (word, space) = word.split_at(end);
            [word.to_owned(), space.to_owned()]
        })
        .map(|word| piece(&word))
        .collect()
}
