//! Reads backend/Dockerfile, as far as we write it.

use std::collections::BTreeMap;
use std::fs;

use crate::workspace;

/// The instructions from one `FROM` to the next.
pub(crate) struct Stage {
    instructions: Vec<(String, String)>,
}

/// The stages of the file, the image last.
pub(crate) fn stages() -> Vec<Stage> {
    let text = fs::read_to_string(workspace().join("backend/Dockerfile")).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let joined = lines.collect::<Vec<_>>().join("\n").replace("\\\n", " ");
    let mut stages: Vec<Stage> = Vec::new();
    for line in joined.lines().filter(|line| !line.trim().is_empty()) {
        let (name, text) = line.trim().split_once(' ').expect("an instruction");
        if name == "FROM" {
            stages.push(Stage {
                instructions: Vec::new(),
            });
        }
        let words: Vec<_> = text.split_whitespace().collect();
        let stage = stages.last_mut().expect("FROM comes first");
        stage.instructions.push((name.to_owned(), words.join(" ")));
    }
    stages
}

impl Stage {
    /// What stands behind an instruction, wherever it occurs.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        let found = self.instructions.iter().filter(|(own, _)| own == name);
        found.map(|(_, text)| text.as_str()).collect()
    }

    /// What stands behind an instruction that occurs once.
    #[track_caller]
    pub(crate) fn one(&self, name: &str) -> &str {
        let [text] = self.all(name)[..] else {
            panic!("{name} once, please");
        };
        text
    }

    /// A command in the form that needs no shell.
    #[track_caller]
    pub(crate) fn words(&self, name: &str) -> Vec<String> {
        words(self.one(name))
    }

    pub(crate) fn variables(&self) -> BTreeMap<String, String> {
        let assignments = self.all("ENV").into_iter().flat_map(str::split_whitespace);
        let variables = assignments.map(|assignment| {
            let (name, value) = assignment.split_once('=').expect("NAME=value");
            (name.to_owned(), value.to_owned())
        });
        variables.collect()
    }
}

/// `["a", "b"]`
#[track_caller]
pub(crate) fn words(text: &str) -> Vec<String> {
    serde_json::from_str(text).expect("the form that needs no shell")
}
