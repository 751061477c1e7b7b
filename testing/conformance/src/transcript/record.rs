//! Writing down what a server says.

use std::time::Duration;

use super::{
    line,
    parse::{Action, Case, Heard, Sound, Transcript},
    play::Scene,
};
use crate::launch::Program;

/// After this much silence a server has said all it has to say.
const QUIET: Duration = Duration::from_millis(120);

/// The transcript's text with what `program` answers instead of what stands there.
pub(super) fn record(program: &Program, transcript: &Transcript) -> Result<String, String> {
    let mut scene = Scene::start(program, transcript)?;
    let mut lines: Vec<String> = transcript.config.lines().map(str::to_owned).collect();
    for case in &transcript.cases {
        lines.push(format!("== {}", case.name));
        record_case(&mut scene, case, &mut lines)
            .map_err(|reason| format!("{}: {reason}", transcript.name_of(case)))?;
    }
    Ok(lines.join("\n") + "\n")
}

fn record_case(scene: &mut Scene, case: &Case, lines: &mut Vec<String>) -> Result<(), String> {
    let mut trailing = &[][..];
    for step in &case.steps {
        match &step.action {
            Action::Hear(heard) => {
                let comments = step.source.iter().filter(|line| line.is_empty() || line.starts_with('#'));
                lines.extend(comments.cloned());
                lines.extend(scene.listen(heard, QUIET)?.iter().map(write));
            }
            Action::Nothing => trailing = &step.source,
            action => {
                scene.act(action)?;
                lines.extend(step.source.iter().cloned());
            }
        }
    }
    lines.extend(scene.close_all().iter().map(write));
    lines.extend(trailing.iter().cloned());
    Ok(())
}

fn write(heard: &Heard) -> String {
    let who = &heard.who;
    match &heard.what {
        Sound::Line(bytes) if bytes == b"\r\n" => format!("{who}<"),
        Sound::Line(bytes) => format!("{who}< {}", line::write(bytes)),
        Sound::Closed => format!("{who} is closed"),
        Sound::Refused => format!("{who} is refused"),
    }
}
