//! Playing cases on a server.

use std::{collections::BTreeMap, net::SocketAddr, time::Duration};

use testkit::TempDir;

use super::{
    connection::Connection,
    line,
    parse::{Action, Case, Heard, Sound, Transcript},
};
use crate::launch::{Program, Stand};

/// How long a server may take for what it has to say.
const PATIENCE: Duration = Duration::from_secs(5);

/// Nothing, or how what was heard differs from what had to be heard.
pub(super) type Outcome = Result<(), String>;

/// Plays `cases` one after another on one server.
pub(super) fn play(
    program: &Program,
    transcript: &Transcript,
    cases: &[&Case],
) -> Result<Vec<Outcome>, String> {
    let mut scene = Scene::start(program, transcript)?;
    Ok(cases.iter().map(|case| scene.play(case)).collect())
}

/// A server and the connections of the case that is being played.
pub(super) struct Scene {
    stand: Stand,
    address: SocketAddr,
    connections: BTreeMap<String, Connection>,
    // Holds the configuration as long as the server may read it again.
    _folder: TempDir,
}

impl Scene {
    pub(super) fn start(program: &Program, transcript: &Transcript) -> Result<Self, String> {
        let folder = TempDir::new("transcript");
        let config = folder.write(&format!("{}.conf", transcript.name), &transcript.config);
        let stand = program.start(&config)?;
        let address = stand.address()?.parse().map_err(|error| format!("no address: {error}"))?;
        Ok(Scene { stand, address, connections: BTreeMap::new(), _folder: folder })
    }

    fn play(&mut self, case: &Case) -> Outcome {
        let played = case.steps.iter().try_for_each(|step| self.perform(&step.action));
        let rest = self.close_all();
        played?;
        match rest.first() {
            None => Ok(()),
            Some(heard) => {
                Err(format!("{} was to hear nothing more and heard\n  {}", heard.who, show(&heard.what)))
            }
        }
    }

    fn perform(&mut self, action: &Action) -> Outcome {
        match action {
            Action::Hear(heard) => heard.iter().try_for_each(|heard| self.expect(heard)),
            other => self.act(other),
        }
    }

    /// Does what isn't hearing.
    pub(super) fn act(&mut self, action: &Action) -> Result<(), String> {
        match action {
            Action::Connect(who) => {
                let connection = Connection::open(self.address, PATIENCE)?;
                self.connections.insert(who.clone(), connection);
            }
            Action::Send(who, bytes) => self.connected(who)?.send(bytes),
            Action::HearPings(who) => self.connected(who)?.hear_pings(),
            Action::HangUp(who) => {
                self.connections.remove(who);
            }
            Action::Pause(time) => std::thread::sleep(*time),
            Action::Signal(signal) => self.stand.control(&signal.replace('-', "_"))?,
            Action::Hear(_) | Action::Nothing => {}
        }
        Ok(())
    }

    /// The connection of that name; a new one swallows its INFO.
    fn connected(&mut self, who: &str) -> Result<&mut Connection, String> {
        if !self.connections.contains_key(who) {
            let mut connection = Connection::open(self.address, PATIENCE)?;
            match connection.hear(PATIENCE) {
                Some(Sound::Line(line)) if line.starts_with(b"INFO ") => {}
                other => {
                    return Err(format!("{who} was to be greeted and heard\n  {}", show_any(other.as_ref())));
                }
            }
            self.connections.insert(who.to_owned(), connection);
        }
        self.connections.get_mut(who).ok_or_else(|| format!("{who} is gone"))
    }

    fn expect(&mut self, expected: &Heard) -> Outcome {
        let Heard { who, what } = expected;
        let heard = self.hear(expected)?;
        if heard.as_ref() == Some(what) {
            return Ok(());
        }
        Err(format!("{who} was to hear\n  {}\nand heard\n  {}", show(what), show_any(heard.as_ref())))
    }

    /// Whatever comes next where something is expected.
    fn hear(&mut self, expected: &Heard) -> Result<Option<Sound>, String> {
        if expected.what == Sound::Refused && !self.connections.contains_key(&expected.who) {
            self.act(&Action::Connect(expected.who.clone()))?;
        }
        Ok(self.connected(&expected.who)?.hear(PATIENCE))
    }

    /// What really comes where `expected` should: as much as that, and what comes until all are quiet for so long.
    pub(super) fn listen(&mut self, expected: &[Heard], quiet: Duration) -> Result<Vec<Heard>, String> {
        let mut all = Vec::new();
        for expected in expected {
            match self.hear(expected)? {
                Some(what) => all.push(Heard { who: expected.who.clone(), what }),
                None => break,
            }
        }
        loop {
            let before = all.len();
            for (who, connection) in &mut self.connections {
                while let Some(what) = connection.hear(quiet) {
                    all.push(Heard { who: who.clone(), what });
                }
            }
            if all.len() == before {
                return Ok(all);
            }
        }
    }

    /// Closes all connections and returns what was still heard on them, apart from their end. A server answers
    /// everything before it closes in turn, so nothing can be missed and nobody has to wait.
    pub(super) fn close_all(&mut self) -> Vec<Heard> {
        let mut rest = Vec::new();
        for (who, mut connection) in std::mem::take(&mut self.connections) {
            connection.finish();
            while let Some(what) = connection.hear(PATIENCE) {
                if what != Sound::Closed {
                    rest.push(Heard { who: who.clone(), what });
                }
            }
        }
        rest
    }
}

fn show(sound: &Sound) -> String {
    match sound {
        Sound::Line(bytes) => line::write(bytes),
        Sound::Closed => "the end of its connection".into(),
        Sound::Refused => "that nobody listens".into(),
    }
}

fn show_any(sound: Option<&Sound>) -> String {
    sound.map_or_else(|| "nothing".into(), show)
}
