//! [`Kinds`]: the kinds that an error type names, and the check that none is missing.

use crate::kind::ErrorKind;

/// The kinds that an error type names: constant data that `#[derive(CallError)]` emits.
#[derive(Clone, Copy, Debug)]
pub struct Kinds {
    /// The name of the error type.
    owner: &'static str,
    /// One bit for each kind.
    named: u32,
}

// Each kind has its bit.
const _: () = assert!(ErrorKind::ALL.len() <= u32::BITS as usize);

impl Kinds {
    /// Those of a type that takes every error.
    pub const ALL: Self = Self { owner: "", named: u32::MAX };

    /// Those of `owner`, which takes only these.
    pub const fn of(owner: &'static str, kinds: &[ErrorKind]) -> Self {
        let (mut named, mut index) = (0, 0);
        while index < kinds.len() {
            named |= bit(kinds[index]);
            index += 1;
        }
        Self { owner, named }
    }

    /// Whether the kind is among them.
    pub const fn name(self, kind: ErrorKind) -> bool {
        self.named & bit(kind) != 0
    }

    /// Asserts, while compiling, that the type names all that can come out of `function`: the
    /// reasons, and behind each the names of kinds.
    ///
    /// Where the error type has a parameter, that is known only when code is made of the function:
    ///
    /// ```compile_fail,E0080
    /// # use openai_call::{CallError, Client, Error, openai_call};
    /// #[derive(Debug, CallError)]
    /// enum ChatError<T: std::fmt::Display> {
    ///     #[kinds(transient)]
    ///     Busy(Error),
    ///     Own(T),
    /// }
    ///
    /// #[openai_call]
    /// async fn chat<T: std::fmt::Display>(client: &Client) -> Result<String, ChatError<T>> {
    ///     client.get("models")
    /// }
    ///
    /// fn main() {
    ///     let client = Client::from_env().unwrap();
    ///     let _: Box<dyn Future<Output = _>> = Box::new(chat::<u32>(&client));
    /// }
    /// ```
    ///
    /// # Panics
    ///
    /// With a message for the author of the function, if a kind is missing.
    #[track_caller]
    pub const fn cover(self, function: &str, failing: &[(&str, &str)]) {
        if self.named == Self::ALL.named {
            return;
        }
        let (mut missing, mut index) = (0, 0);
        let mut message = Text::EMPTY;
        while index < failing.len() {
            let (why, kinds) = failing[index];
            let of_these = read(kinds) & !self.named;
            if of_these != 0 {
                message.push(if missing == 0 { "" } else { ", " });
                message.push_names(of_these);
                if missing == 0 {
                    message.push(" can still come out of ");
                    message.push(function);
                }
                message.push(" (");
                message.push(why);
                message.push(")");
            }
            missing |= of_these;
            index += 1;
        }
        if missing != 0 {
            message.push_advice(self, missing);
            refuse(&message);
        }
    }
}

const fn bit(kind: ErrorKind) -> u32 {
    1 << kind as u32
}

/// The bits of kinds that are written as in `retry`, and in the order of the taxonomy.
const fn read(names: &str) -> u32 {
    let names = names.as_bytes();
    let (mut kinds, mut place, mut index) = (0, 0, 0);
    while index < ErrorKind::ALL.len() {
        let kind = ErrorKind::ALL[index];
        if stands_at(kind.name().as_bytes(), names, place) {
            kinds |= bit(kind);
            place += kind.name().len() + " | ".len();
        }
        index += 1;
    }
    assert!(place == names.len() + " | ".len(), "every word is the name of a kind");
    kinds
}

const fn stands_at(name: &[u8], names: &[u8], place: usize) -> bool {
    let end = place + name.len();
    if end > names.len() || (end < names.len() && names[end] != b' ') {
        return false;
    }
    let mut index = 0;
    while index < name.len() && name[index] == names[place + index] {
        index += 1;
    }
    index == name.len()
}

#[expect(clippy::panic, reason = "it is how a constant tells the compiler what is wrong")]
#[track_caller]
const fn refuse(message: &Text) {
    let (text, _) = message.bytes.split_at(message.length);
    match std::str::from_utf8(text) {
        Ok(text) => panic!("{}", text),
        Err(_) => panic!("the error type does not name every kind that can still come out"),
    }
}

/// A message that is put together while compiling, where nothing can be allocated.
struct Text {
    bytes: [u8; 1024],
    length: usize,
}

impl Text {
    const EMPTY: Self = Self { bytes: [0; 1024], length: 0 };

    const fn push(&mut self, text: &str) {
        let (text, mut index) = (text.as_bytes(), 0);
        while index < text.len() && self.length < self.bytes.len() {
            self.bytes[self.length] = text[index];
            self.length += 1;
            index += 1;
        }
    }

    /// The names of kinds, given by their bits.
    const fn push_names(&mut self, kinds: u32) {
        let (mut index, mut is_first) = (0, true);
        while index < ErrorKind::ALL.len() {
            let kind = ErrorKind::ALL[index];
            if kinds & bit(kind) != 0 {
                self.push(if is_first { "" } else { ", " });
                self.push(kind.name());
                is_first = false;
            }
            index += 1;
        }
    }

    /// What to do about the missing kinds.
    const fn push_advice(&mut self, names: Kinds, missing: u32) {
        let is_one = missing.is_power_of_two();
        if names.named == 0 {
            self.push(": ");
            self.push(names.owner);
            self.push(if is_one { " has no value for it; " } else { " has no value for them; " });
        } else {
            self.push(": add #[kinds(");
            self.push_names(missing);
            self.push(")] to a variant of ");
            self.push(names.owner);
            self.push(", or ");
        }
        let ladders = if is_one { "end its ladder" } else { "end their ladders" };
        self.push(ladders);
        self.push(" with recover(..)");
        if names.named == 0 {
            self.push(", or write otherwise = recover(..)");
        }
    }
}
