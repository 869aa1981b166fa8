//! The table at the end: what was measured, the bound, and whether it held.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use crate::Failure;

#[derive(Default)]
pub(crate) struct Report {
    rows: Vec<Row>,
}

struct Row {
    part: &'static str,
    what: String,
    measured: String,
    bound: String,
    held: bool,
}

impl Report {
    /// A figure and the bound that it is held to, in words, and whether it held.
    pub(crate) fn held(
        &mut self,
        part: &'static str,
        what: &str,
        measured: impl fmt::Display,
        bound: &str,
        held: bool,
    ) {
        let measured = measured.to_string();
        let verdict = if held { "ok" } else { "BROKEN" };
        println!("   {verdict:6} {what}: {measured} ({bound})");
        self.rows.push(Row {
            part,
            what: what.to_owned(),
            measured,
            bound: bound.to_owned(),
            held,
        });
    }

    /// How many times as much something is, and the most that it may be.
    pub(crate) fn held_times(&mut self, part: &'static str, what: &str, times: f64, most: f64) {
        let (measured, bound) = (format!("{times:.2} ×"), format!("≤ {most} ×"));
        self.held(part, what, measured, &bound, times <= most);
    }

    /// A figure without a bound.
    pub(crate) fn told(&mut self, part: &'static str, what: &str, measured: impl fmt::Display) {
        let measured = measured.to_string();
        println!("          {what}: {measured}");
        self.rows.push(Row {
            part,
            what: what.to_owned(),
            measured,
            bound: String::new(),
            held: true,
        });
    }

    /// Prints the table. A bound that was broken is a failure.
    pub(crate) fn conclude(&self) -> Result<(), Failure> {
        println!("\n{self}");
        match self.all_is_well() {
            true => Ok(()),
            false => Err(Failure::Said("A bound was broken; see above.".to_owned())),
        }
    }

    fn all_is_well(&self) -> bool {
        self.rows.iter().all(|row| row.held)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| part | what | measured | bound | |")?;
        writeln!(f, "| --- | --- | --- | --- | --- |")?;
        for row in &self.rows {
            let verdict = match (row.bound.is_empty(), row.held) {
                (true, _) => "",
                (false, true) => "ok",
                (false, false) => "BROKEN",
            };
            let Row {
                part,
                what,
                measured,
                bound,
                ..
            } = row;
            writeln!(f, "| {part} | {what} | {measured} | {bound} | {verdict} |")?;
        }
        write!(f, "\n{}", machine())
    }
}

/// How often each status was answered.
#[derive(Default, Clone)]
pub(crate) struct Statuses(pub(crate) BTreeMap<u16, u64>);

impl Statuses {
    pub(crate) fn count(&mut self, status: u16) {
        *self.0.entry(status).or_default() += 1;
    }

    pub(crate) fn add(&mut self, others: &Self) {
        for (status, count) in &others.0 {
            *self.0.entry(*status).or_default() += count;
        }
    }

    pub(crate) fn total(&self) -> u64 {
        self.0.values().sum()
    }

    pub(crate) fn are_all_among(&self, wanted: &[u16]) -> bool {
        self.0.keys().all(|status| wanted.contains(status))
    }
}

impl fmt::Display for Statuses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut between = "";
        for (status, count) in &self.0 {
            // 0 stands for a connection that broke.
            match status {
                0 => write!(f, "{between}no answer × {count}")?,
                status => write!(f, "{between}{status} × {count}")?,
            }
            between = ", ";
        }
        Ok(())
    }
}

/// Bytes as megabytes.
pub(crate) fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

/// A duration as people compare them.
pub(crate) fn millis(duration: Duration) -> String {
    format!("{:.1} ms", duration.as_secs_f64() * 1e3)
}

fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let field = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    let processor = field(&read("/proc/cpuinfo"), "model name").unwrap_or_default();
    let memory = field(&read("/proc/meminfo"), "MemTotal").unwrap_or_default();
    let system = read("/proc/sys/kernel/osrelease");
    let system = system.trim();
    format!("Machine: {cores} cores ({processor}), memory {memory}, Linux {system}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_broken_bound_is_seen_in_the_table_and_in_the_verdict() {
        let mut report = Report::default();
        report.told("a", "requests", 12);
        report.held("a", "lost", 0, "0", true);
        assert!(report.all_is_well());
        report.held("a", "memory", megabytes(200_000_000), "< 100 MB", false);
        assert!(!report.all_is_well());
        let table = report.to_string();
        assert!(table.contains("| a | memory | 200.0 MB | < 100 MB | BROKEN |"));
        assert!(table.contains("| a | requests | 12 |  |  |"));
    }

    #[test]
    fn statuses_are_counted_and_held_against_a_list() {
        let mut statuses = Statuses::default();
        for status in [200, 503, 200, 0] {
            statuses.count(status);
        }
        assert_eq!(statuses.to_string(), "no answer × 1, 200 × 2, 503 × 1");
        assert!(statuses.are_all_among(&[0, 200, 503]));
        assert!(!statuses.are_all_among(&[200, 503]));
        assert_eq!(statuses.total(), 4);
    }
}
