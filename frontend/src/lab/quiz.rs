//! A few questions at the end of a lesson. An answer is told at once whether it
//! is right, and why; nothing is kept.

mod en;
mod zh_cn;

use leptos::prelude::*;

use crate::locales::{Language, use_i18n};

/// The questions of a lesson, in both languages. Each lesson names its own, so that
/// its part of the program has no others in it.
#[derive(Clone, Copy)]
pub(super) struct Lesson {
    en: &'static [Question],
    zh: &'static [Question],
}

impl Lesson {
    pub(super) const FLOW: Self = Self {
        en: en::FLOW,
        zh: zh_cn::FLOW,
    };
    pub(super) const INSPECTOR: Self = Self {
        en: en::INSPECTOR,
        zh: zh_cn::INSPECTOR,
    };
    pub(super) const FORGE: Self = Self {
        en: en::FORGE,
        zh: zh_cn::FORGE,
    };
    pub(super) const STORAGE: Self = Self {
        en: en::STORAGE,
        zh: zh_cn::STORAGE,
    };
    pub(super) const COMPARISON: Self = Self {
        en: en::COMPARISON,
        zh: zh_cn::COMPARISON,
    };
    pub(super) const FORMATS: Self = Self {
        en: en::FORMATS,
        zh: zh_cn::FORMATS,
    };

    fn questions(self, language: Language) -> &'static [Question] {
        match language {
            Language::English => self.en,
            Language::Chinese => self.zh,
        }
    }
}

/// What stands around all questions, in one language.
struct Frame {
    title: &'static str,
    /// "2 of 3 right".
    score: fn(usize, usize) -> String,
    right: &'static str,
    wrong: &'static str,
}

/// One question, with as many answers in every language.
struct Question {
    ask: &'static str,
    answers: &'static [Answer],
}

/// One answer, and why it is right or wrong.
struct Answer {
    text: &'static str,
    is_right: bool,
    because: &'static str,
}

const fn right(text: &'static str, because: &'static str) -> Answer {
    Answer {
        text,
        is_right: true,
        because,
    }
}

const fn wrong(text: &'static str, because: &'static str) -> Answer {
    Answer {
        text,
        is_right: false,
        because,
    }
}

/// The questions of a lesson.
#[component]
pub(super) fn Quiz(lesson: Lesson) -> impl IntoView {
    let i18n = use_i18n();
    let q = move || frame(i18n.language());
    let all = move || lesson.questions(i18n.language());
    // There are as many in every language, whatever is chosen.
    let count = untrack(|| all().len());
    // By position: the language may change meanwhile.
    let chosen = RwSignal::new(vec![None; count]);
    let score = move || {
        let answered = chosen.get();
        let questions = all();
        let mut right = answered.iter().zip(questions).filter(|(chosen, question)| {
            chosen.is_some_and(|at: usize| question.answers[at].is_right)
        });
        let any = answered.iter().any(Option::is_some);
        any.then(|| (q().score)(right.by_ref().count(), count))
    };
    let asked = (0..count).map(|number| {
        let question = move || &all()[number];
        let choice = Memo::new(move |_| chosen.with(|chosen| chosen[number]));
        let answers = untrack(|| question().answers.len());
        let answers = (0..answers).map(|at| {
            let answer = move || &question().answers[at];
            let class = move || match choice.get() == Some(at) {
                false => "",
                true if answer().is_right => "right",
                true => "wrong",
            };
            view! {
                <label class=class>
                    <input
                        type="radio"
                        name=format!("question-{number}")
                        data-testid=format!("answer-{number}-{at}")
                        on:change=move |_| chosen.update(|chosen| chosen[number] = Some(at))
                    />
                    <span>{move || answer().text}</span>
                </label>
            }
        });
        let verdict = move || {
            let answer = &question().answers[choice.get()?];
            let (class, word) = match answer.is_right {
                true => ("because right", q().right),
                false => ("because wrong", q().wrong),
            };
            Some(view! {
                <p class=class>
                    <b>{word}</b>
                    {" "}
                    {answer.because}
                </p>
            })
        };
        view! {
            <fieldset>
                <legend>{move || question().ask}</legend>
                {answers.collect_view()}
                <div aria-live="polite" data-testid=format!("because-{number}")>
                    {verdict}
                </div>
            </fieldset>
        }
    });
    view! {
        <section class="quiz" aria-labelledby="quiz-title">
            <div class="quiz-head">
                <h2 id="quiz-title">{move || q().title}</h2>
                <p class="meta" data-testid="quiz-score">
                    {score}
                </p>
            </div>
            {asked.collect_view()}
        </section>
    }
}

fn frame(language: Language) -> &'static Frame {
    match language {
        Language::English => &en::FRAME,
        Language::Chinese => &zh_cn::FRAME,
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    const ALL: [Lesson; 6] = [
        Lesson::FLOW,
        Lesson::INSPECTOR,
        Lesson::FORGE,
        Lesson::STORAGE,
        Lesson::COMPARISON,
        Lesson::FORMATS,
    ];

    #[wasm_bindgen_test]
    fn every_question_has_one_right_answer_at_the_same_place_in_both_languages() {
        for lesson in ALL {
            let Lesson { en, zh } = lesson;
            assert!(!en.is_empty() && en.len() == zh.len(), "{}", en.len());
            for (en, zh) in en.iter().zip(zh) {
                let rights = |question: &Question| -> Vec<bool> {
                    question.answers.iter().map(|a| a.is_right).collect()
                };
                assert_eq!(rights(en), rights(zh), "{}", en.ask);
                let one = rights(en).into_iter().filter(|is_right| *is_right).count();
                assert_eq!(one, 1, "{}", en.ask);
                assert!(en.answers.iter().all(|answer| !answer.because.is_empty()));
            }
        }
    }
}
