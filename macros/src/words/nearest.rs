//! Finds the word that was meant by an unknown word.

/// What to write instead of `word`, which is not one of `candidates`, as the end of a sentence.
pub(crate) fn instead<'a>(word: &str, candidates: impl Iterator<Item = &'a str> + Clone) -> String {
    nearest(word, candidates.clone()).map_or_else(
        || format!("write one of {}", list(candidates)),
        |name| format!("did you mean `{name}`?"),
    )
}

/// A list for messages: `` `fail`, `retry`, `wait` ``.
pub(crate) fn list(words: impl Iterator<Item = impl std::fmt::Display>) -> String {
    words.map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// The candidate that differs from `word` in the fewest letters, if these are few.
pub(crate) fn nearest<'a>(
    word: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    candidates
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= candidate.len().max(word.len()) / 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How many letters to add, remove, replace or swap with their neighbour: the [optimal string
/// alignment](https://en.wikipedia.org/wiki/Damerau–Levenshtein_distance), computed row by row.
pub(crate) fn distance(left: &str, right: &str) -> usize {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let (mut before, mut above) = (Vec::new(), (0..=right.len()).collect::<Vec<usize>>());
    for (row, letter) in left.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, other) in right.iter().enumerate() {
            let substituted = above[column] + usize::from(letter != other);
            let mut fewest = substituted.min(current[column] + 1).min(above[column + 1] + 1);
            let is_swap =
                row > 0 && column > 0 && left[row - 1] == *other && right[column - 1] == *letter;
            if is_swap {
                fewest = fewest.min(before[column - 1] + 1);
            }
            current.push(fewest);
        }
        before = std::mem::replace(&mut above, current);
    }
    above.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{distance, instead, nearest};

    #[test]
    fn counts_the_letters_that_differ() {
        assert_eq!(distance("", "wait"), 4);
        assert_eq!(distance("wait", ""), 4);
        assert_eq!(distance("wait", "wait"), 0);
        assert_eq!(distance("retrys", "retry"), 1);
        assert_eq!(distance("rtry", "retry"), 1);
    }

    #[test]
    fn counts_swapped_neighbours_once() {
        assert_eq!(distance("tiemout", "timeout"), 1);
        assert_eq!(distance("retyr", "retry"), 1);
        assert_eq!(distance("awit", "wait"), 1);
    }

    #[test]
    fn suggests_only_what_is_near() {
        let words = ["timeout", "deadline", "attempts"];
        assert_eq!(nearest("tiemout", words.into_iter()), Some("timeout"));
        assert_eq!(nearest("attemps", words.into_iter()), Some("attempts"));
        assert_eq!(nearest("colour", words.into_iter()), None);
    }

    #[test]
    fn lists_all_where_none_is_near() {
        assert_eq!(instead("retyr", ["fail", "retry"].into_iter()), "did you mean `retry`?");
        assert_eq!(instead("abort", ["fail", "retry"].into_iter()), "write one of `fail`, `retry`");
    }
}
