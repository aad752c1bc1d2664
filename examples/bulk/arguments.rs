//! What is written behind the name of the program.

use std::path::PathBuf;
use std::str::FromStr;

use openai_call::ErrorKind;

pub(crate) const HELP: &str = "\
usage: bulk --dir DIR [flags]

  --dir DIR          the folder with `requests.jsonl`, which is made if it is missing; the answers go to
                     `replies.jsonl` in it, and the errors to `errors.jsonl`
  --in-flight N      the most requests at once (64)
  --again KINDS      which errors of an earlier run are run again: `transient` (as without the flag), `all`,
                     `none`, or the names of kinds, as in `quota,not_found`
  --dry-run          send nothing, and say what a run would cost
  --rpm N, --tpm N   requests and tokens a minute, for the estimate of its time
  --price IN/OUT     dollars for a million tokens of input and of output, as in `0.15/0.60`
  --trouble          let the fake API refuse three requests for good
  --real             ask OPENAI_BASE_URL, or OpenAI, with OPENAI_API_KEY, in place of the fake API
  --help             say this";

pub(crate) struct Arguments {
    pub(crate) dir: PathBuf,
    pub(crate) in_flight: usize,
    pub(crate) again: Again,
    pub(crate) is_dry: bool,
    pub(crate) requests_per_minute: Option<f64>,
    pub(crate) tokens_per_minute: Option<f64>,
    pub(crate) price: Option<Price>,
    pub(crate) has_trouble: bool,
    pub(crate) is_real: bool,
}

/// Which errors are run again.
#[derive(Clone)]
pub(crate) enum Again {
    Transient,
    All,
    Kinds(Vec<ErrorKind>),
}

/// Dollars for a million tokens.
#[derive(Clone, Copy)]
pub(crate) struct Price {
    pub(crate) input: f64,
    pub(crate) output: f64,
}

/// `None` if help was asked for; what is wrong with the arguments if something is.
pub(crate) fn parse(words: impl IntoIterator<Item = String>) -> Result<Option<Arguments>, String> {
    let mut words = words.into_iter();
    let mut dir = None;
    let mut it = Arguments {
        dir: PathBuf::new(),
        in_flight: 64,
        again: Again::Transient,
        is_dry: false,
        requests_per_minute: None,
        tokens_per_minute: None,
        price: None,
        has_trouble: false,
        is_real: false,
    };
    while let Some(flag) = words.next() {
        let mut value = || words.next().ok_or(format!("`{flag}` wants a value behind it"));
        match flag.as_str() {
            "--help" => return Ok(None),
            "--dir" => dir = Some(PathBuf::from(value()?)),
            "--in-flight" => it.in_flight = number(&flag, &value()?)?,
            "--again" => it.again = value()?.parse()?,
            "--dry-run" => it.is_dry = true,
            "--rpm" => it.requests_per_minute = Some(number(&flag, &value()?)?),
            "--tpm" => it.tokens_per_minute = Some(number(&flag, &value()?)?),
            "--price" => it.price = Some(value()?.parse()?),
            "--trouble" => it.has_trouble = true,
            "--real" => it.is_real = true,
            _ => return Err(format!("there is no flag `{flag}`; write one of these\n\n{HELP}")),
        }
    }
    let dir = dir.ok_or("no folder is named; write `--dir DIR`, or `--help` for all flags")?;
    Ok(Some(Arguments { dir, ..it }))
}

impl Again {
    pub(crate) fn includes(&self, kind: ErrorKind) -> bool {
        match self {
            Self::Transient => kind.is_transient(),
            Self::All => true,
            Self::Kinds(kinds) => kinds.contains(&kind),
        }
    }
}

impl FromStr for Again {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let read = |name: &str| {
            let kind = ErrorKind::ALL.iter().copied().find(|kind| kind.name() == name);
            let kinds: Vec<&str> = ErrorKind::ALL.iter().map(|kind| kind.name()).collect();
            kind.ok_or(format!("`{name}` is no kind of error; they are {}", kinds.join(", ")))
        };
        Ok(match text {
            "transient" => Self::Transient,
            "all" => Self::All,
            "none" => Self::Kinds(Vec::new()),
            names => Self::Kinds(names.split(',').map(read).collect::<Result<_, _>>()?),
        })
    }
}

impl FromStr for Price {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no price; write one as `--price 0.15/0.60`");
        let (input, output) = text.split_once('/').ok_or_else(wrong)?;
        let dollars = |text: &str| text.parse::<f64>().ok().filter(|it| *it >= 0.0);
        let (input, output) = (dollars(input), dollars(output));
        Ok(Self { input: input.ok_or_else(wrong)?, output: output.ok_or_else(wrong)? })
    }
}

/// A number above 0.
fn number<T: FromStr + PartialOrd + Default>(flag: &str, text: &str) -> Result<T, String> {
    let number = text.parse().ok().filter(|number| *number > T::default());
    number.ok_or(format!("`{flag} {text}` is no number above 0"))
}
