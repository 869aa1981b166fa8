//! Is anything of the lessons left? What an app's developer finds in the code has to
//! be of use to the app.

/// Where one of the marks stands for something else.
const EXCEPTIONS: [(&str, &str); 0] = [];

/// The lines that speak of the lessons, before the name is put in: an app called
/// `lab-book` is nobody's trace.
pub(super) fn of_lessons(path: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let excepted = EXCEPTIONS
            .iter()
            .any(|(at, part)| *at == path && line.contains(part));
        if !excepted && (speaks_of_lessons(line) || path.contains("/lab")) {
            found.push(format!("{path}:{}: {}", number + 1, line.trim()));
        }
    }
    found
}

fn speaks_of_lessons(line: &str) -> bool {
    let small = line.to_lowercase();
    small.contains("lesson") || line.contains("课程") || words(&small).any(|word| word == "lab")
}

/// `lab_sessions` is one of the lab's as well; `label` is not.
fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lessons_are_found_and_labels_are_not() {
        for line in [
            "mod lab;",
            "lab_sessions (id)",
            "The Lessons",
            "/api/lab/x",
            "本课程",
        ] {
            assert_eq!(of_lessons("a.rs", line).len(), 1, "{line}");
        }
        assert!(of_lessons("a.rs", "let label = collaborate(available);\n").is_empty());
    }
}
