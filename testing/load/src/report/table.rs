//! Cells in columns.

/// A table of which the first line is the heading.
#[derive(Clone, Debug)]
pub(crate) struct Table(Vec<Vec<String>>);

impl Table {
    /// An empty table with that heading.
    pub(crate) fn new<const N: usize>(heading: [&str; N]) -> Self {
        Self(vec![heading.map(str::to_owned).into()])
    }

    /// Adds a line.
    pub(crate) fn push<const N: usize>(&mut self, line: [String; N]) {
        self.0.push(line.into());
    }

    /// Whether there is nothing but the heading.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.len() < 2
    }

    /// For a terminal: columns padded with blanks, lines without blanks at their end.
    pub(crate) fn text(&self) -> String {
        let widths = self.widths();
        let line = |cells: &Vec<String>| {
            let padded: Vec<String> =
                cells.iter().zip(&widths).map(|(cell, width)| pad(cell, *width)).collect();
            format!("{}\n", padded.join("  ").trim_end())
        };
        self.0.iter().map(line).collect()
    }

    /// As Markdown.
    pub(crate) fn markdown(&self) -> String {
        let line = |cells: &Vec<String>| format!("| {} |\n", cells.join(" | "));
        let mut lines: Vec<String> = self.0.iter().map(line).collect();
        let columns = self.0.first().map_or(0, Vec::len);
        lines.insert(1, format!("|{}\n", " --- |".repeat(columns)));
        lines.concat()
    }

    fn widths(&self) -> Vec<usize> {
        let columns = self.0.first().map_or(0, Vec::len);
        (0..columns)
            .map(|column| {
                self.0
                    .iter()
                    .filter_map(|line| line.get(column))
                    .map(|cell| cell.chars().count())
                    .max()
                    .unwrap_or(0)
            })
            .collect()
    }
}

fn pad(cell: &str, width: usize) -> String {
    // `{:<width$}` counts characters as well, but this says so.
    let blanks = width.saturating_sub(cell.chars().count());
    format!("{cell}{}", " ".repeat(blanks))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_by_characters() {
        let mut table = Table::new(["a", "value", "x"]);
        assert!(table.is_empty());
        table.push(["µs µs".into(), "1".into(), String::new()]);
        assert_eq!(table.text(), "a      value  x\nµs µs  1\n");
        assert_eq!(table.markdown(), "| a | value | x |\n| --- | --- | --- |\n| µs µs | 1 |  |\n");
    }
}
