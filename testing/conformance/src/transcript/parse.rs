//! The text of a transcript.

use std::time::Duration;

use super::line;

/// How long a plain `pause` lasts: enough for a server to have read what was sent.
const PAUSE: Duration = Duration::from_millis(30);

/// A configuration and what is played on a server that has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transcript {
    /// The file's name without its extension.
    pub name: String,
    /// The server's configuration, comments included.
    pub config: String,
    /// What is played, in this order.
    pub cases: Vec<Case>,
}

/// Connections that are opened, used and closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// What it shows.
    pub name: String,
    /// What happens.
    pub steps: Vec<Step>,
}

/// One thing that happens, with the lines that say so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The lines, with the comments and empty lines before them.
    pub source: Vec<String>,
    /// What they say.
    pub action: Action,
}

/// What can happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// A client connects, and its INFO is part of what is heard.
    Connect(String),
    /// Bytes go out in one write; a client that isn't connected connects first.
    Send(String, Vec<u8>),
    /// These things must be heard, each on its connection; nothing else may come between.
    Hear(Vec<Heard>),
    /// From now on the server's pings are heard.
    HearPings(String),
    /// A client closes.
    HangUp(String),
    /// Time passes.
    Pause(Duration),
    /// The server gets a signal.
    Signal(String),
    /// Comments and empty lines at the end of a case.
    Nothing,
}

/// What a client hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// Which client.
    pub who: String,
    /// What.
    pub what: Sound,
}

/// The kinds of things that a client hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sound {
    /// Bytes up to a line end, or up to the end of the connection.
    Line(Vec<u8>),
    /// The end of the connection.
    Closed,
    /// No connection in the first place.
    Refused,
}

/// What a line says on its own.
enum Said {
    Action(Action),
    Heard(Option<Heard>),
    Nothing,
}

impl Transcript {
    /// Reads a file; an error comes with its line number.
    pub fn parse(name: &str, text: &str) -> Result<Self, (usize, String)> {
        let mut config = String::new();
        let mut cases: Vec<Case> = Vec::new();
        let mut pending = Vec::new();
        for (number, text) in (1..).zip(text.lines()) {
            if let Some(name) = text.strip_prefix("== ") {
                finish(&mut cases, &mut pending);
                cases.push(Case { name: name.to_owned(), steps: Vec::new() });
            } else if let Some(case) = cases.last_mut() {
                let said = read(text).map_err(|what| (number, what))?;
                case.add(text, said, &mut pending);
            } else {
                config.push_str(text);
                config.push('\n');
            }
        }
        finish(&mut cases, &mut pending);
        Ok(Transcript { name: name.to_owned(), config, cases })
    }

    /// What reports call a case of this transcript.
    pub fn name_of(&self, case: &Case) -> String {
        format!("transcripts {}/{}", self.name, case.name)
    }
}

/// Comments behind the last step of a case belong to no step.
fn finish(cases: &mut [Case], pending: &mut Vec<String>) {
    if let Some(case) = cases.last_mut()
        && !pending.is_empty()
    {
        case.steps.push(Step { source: std::mem::take(pending), action: Action::Nothing });
    }
}

impl Case {
    /// Adds a line. `pending` holds the lines without meaning before it.
    fn add(&mut self, text: &str, said: Said, pending: &mut Vec<String>) {
        let action = match said {
            Said::Nothing => {
                pending.push(text.to_owned());
                return;
            }
            Said::Action(action) => action,
            Said::Heard(heard) => Action::Hear(heard.into_iter().collect()),
        };
        if pending.is_empty()
            && let Some(last) = self.steps.last_mut()
            && last.action.continues_with(&action)
        {
            last.source.push(text.to_owned());
            return;
        }
        let mut source = std::mem::take(pending);
        source.push(text.to_owned());
        self.steps.push(Step { source, action });
    }
}

impl Action {
    /// Sends of one client in a row are one write, and what is heard in a row is heard together.
    fn continues_with(&mut self, next: &Action) -> bool {
        match (self, next) {
            (Action::Send(who, bytes), Action::Send(also, more)) if who == also => {
                bytes.extend_from_slice(more);
                true
            }
            (Action::Hear(heard), Action::Hear(more)) => {
                heard.extend_from_slice(more);
                true
            }
            _ => false,
        }
    }
}

fn read(text: &str) -> Result<Said, String> {
    if text.trim().is_empty() || text.starts_with('#') {
        return Ok(Said::Nothing);
    }
    if let Some(pause) = text.strip_prefix("pause") {
        return read_pause(pause.trim()).map(Action::Pause).map(Said::Action);
    }
    if let Some(signal) = text.strip_prefix("signal ") {
        return Ok(Said::Action(Action::Signal(signal.to_owned())));
    }
    if text == "<" {
        return Ok(Said::Heard(None));
    }
    let split = text.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(text.len());
    let (who, what) = text.split_at(split);
    let heard = |what| Ok(Said::Heard(Some(Heard { who: who.to_owned(), what })));
    match what {
        _ if who.is_empty() => Err(format!("what is {text:?}?")),
        " connects" => Ok(Said::Action(Action::Connect(who.to_owned()))),
        " hears pings" => Ok(Said::Action(Action::HearPings(who.to_owned()))),
        " hangs up" => Ok(Said::Action(Action::HangUp(who.to_owned()))),
        " is closed" => heard(Sound::Closed),
        " is refused" => heard(Sound::Refused),
        _ => match what.split_at_checked(1) {
            Some((">", bytes)) => {
                Ok(Said::Action(Action::Send(who.to_owned(), line::read(after_blank(bytes))?)))
            }
            Some(("<", bytes)) => heard(Sound::Line(line::read(after_blank(bytes))?)),
            _ => Err(format!("what is {text:?}?")),
        },
    }
}

/// One blank may stand behind the sign.
fn after_blank(text: &str) -> &str {
    text.strip_prefix(' ').unwrap_or(text)
}

fn read_pause(text: &str) -> Result<Duration, String> {
    let (digits, unit) = match text {
        "" => return Ok(PAUSE),
        _ => text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len())),
    };
    match (digits.parse(), unit) {
        (Ok(count), "ms") => Ok(Duration::from_millis(count)),
        (Ok(count), "s") => Ok(Duration::from_secs(count)),
        _ => Err(format!("{text:?} is no time; write 30ms or 2s")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(who: &str, what: Sound) -> Heard {
        Heard { who: who.into(), what }
    }

    fn actions(text: &str) -> Vec<Action> {
        let transcript = Transcript::parse("t", &format!("== c\n{text}")).unwrap();
        transcript.cases[0].steps.iter().map(|step| step.action.clone()).collect()
    }

    #[test]
    fn splits_configuration_and_cases() {
        let text = "# about\nmax_payload: 1\n\n== one\na> PING\n\n# more\n== two\n";
        let transcript = Transcript::parse("t", text).unwrap();
        assert_eq!(transcript.config, "# about\nmax_payload: 1\n\n");
        assert_eq!(
            transcript.cases.iter().map(|case| case.name.as_str()).collect::<Vec<_>>(),
            ["one", "two"]
        );
        assert_eq!(transcript.cases[0].steps.len(), 2);
    }

    #[test]
    fn joins_what_belongs_together() {
        assert_eq!(
            actions("a> PUB foo 2\na> hi\nb> PING\na< +OK\nb<PONG\\\na is closed\n<\npause\na> x"),
            [
                Action::Send("a".into(), b"PUB foo 2\r\nhi\r\n".into()),
                Action::Send("b".into(), b"PING\r\n".into()),
                Action::Hear(vec![
                    heard("a", Sound::Line(b"+OK\r\n".into())),
                    heard("b", Sound::Line(b"PONG".into())),
                    heard("a", Sound::Closed),
                ]),
                Action::Pause(PAUSE),
                Action::Send("a".into(), b"x\r\n".into()),
            ]
        );
    }

    #[test]
    fn other_actions() {
        assert_eq!(
            actions("a connects\na hears pings\na hangs up\npause 2s\nsignal lame-duck\nb is refused\n# end"),
            [
                Action::Connect("a".into()),
                Action::HearPings("a".into()),
                Action::HangUp("a".into()),
                Action::Pause(Duration::from_secs(2)),
                Action::Signal("lame-duck".into()),
                Action::Hear(vec![heard("b", Sound::Refused)]),
                Action::Nothing,
            ]
        );
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        for text in ["a: x", "> x", "a", "a sleeps", "pause 2", "a> \\q"] {
            assert!(matches!(Transcript::parse("t", &format!("== c\n\n{text}")), Err((3, _))), "{text}");
        }
    }
}
