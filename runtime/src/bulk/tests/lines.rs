//! Journals that were damaged.

use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_assert_eq, prop_oneof, proptest};

use crate::bulk::line::{BEGINNING, Entry};
use crate::bulk::lines::{End, Extent, Lines, Unreadable};

/// What is read, and the number of lines that are.
fn read(bytes: &[u8]) -> (Result<Extent, Unreadable>, usize) {
    let mut count = 0;
    let extent = Lines::of(bytes).each(|line| {
        Entry::of_answer(line)?;
        count += 1;
        Ok(())
    });
    (extent, count)
}

fn line(id: &str, answer: &str) -> Vec<u8> {
    let id = serde_json::to_string(id).expect("a text");
    let answer = serde_json::to_string(answer).expect("a text");
    format!("{{\"custom_id\":{id},\"key\":\"00\",\"answer\":{answer}}}\n").into_bytes()
}

fn lines() -> impl Strategy<Value = Vec<Vec<u8>>> {
    vec((any::<String>(), any::<String>()).prop_map(|(id, answer)| line(&id, &answer)), 0..6)
}

/// What may stand behind whole lines: anything, zeros, or the beginning of a line and anything.
fn damage() -> impl Strategy<Value = Vec<u8>> {
    let torn = vec(any::<u8>(), 0..20).prop_map(|bytes| [BEGINNING, &bytes].concat());
    prop_oneof![vec(any::<u8>(), 0..40), vec(Just(0), 0..40), torn]
}

proptest! {
    /// Whatever stands behind them, all lines before it are read, and none of them is cut off.
    #[test]
    fn no_line_before_the_damage_is_lost(lines in lines(), damage in damage()) {
        let whole = lines.concat();
        let (extent, count) = read(&[&whole[..], &damage].concat());
        assert!(count >= lines.len(), "{count} of {} lines", lines.len());
        match extent {
            Ok(extent) => assert!(extent.whole >= whole.len() as u64, "{extent:?}"),
            Err(Unreadable::Damaged { line, .. }) => assert!(line > lines.len()),
            Err(Unreadable::Io(error)) => panic!("{error}"),
        }
    }

    /// A journal that was cut, as by a crash, is mended without anybody's help.
    #[test]
    fn a_journal_that_was_cut_keeps_its_whole_lines(
        lines in lines(),
        cut in any::<proptest::sample::Index>(),
        zeros in 0_usize..3,
    ) {
        let whole = [line("first", ""), lines.concat()].concat();
        // Less of the first line may be the beginning of anything.
        let cut = BEGINNING.len() + cut.index(whole.len() + 1 - BEGINNING.len());
        let kept: Vec<&[u8]> = whole[..cut].split_inclusive(|byte| *byte == b'\n').collect();
        let (last, before) = kept.split_last().map_or((&[][..], &[][..]), |(last, it)| (*last, it));
        let ended: usize = before.iter().map(|line| line.len()).sum();
        let is_whole = Entry::of_answer(last).is_ok();
        let (extent, count) = read(&[&whole[..cut], &vec![0; zeros]].concat());
        let extent = extent.expect("it can be mended");
        prop_assert_eq!(count, before.len() + usize::from(is_whole));
        prop_assert_eq!(extent.whole, if is_whole { cut } else { ended } as u64);
    }

    #[test]
    fn no_bytes_are_too_much(bytes in vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes);
    }
}

#[test]
fn each_end_is_told_apart() {
    let whole = line("a", "b");
    let end = |tail: &[u8]| read(&[&whole[..], tail].concat()).0.map(|extent| extent.end);
    assert!(matches!(end(b""), Ok(End::Nothing)));
    assert!(matches!(end(b"\n \n"), Ok(End::Nothing)));
    assert!(matches!(end(b"{"), Ok(End::Torn)));
    assert!(matches!(end(b"{\"custom_id\":\"a\",\"ke"), Ok(End::Torn)));
    assert!(matches!(end(&[0; 9]), Ok(End::Torn)));
    assert!(matches!(end(whole.trim_ascii()), Ok(End::Unended)));
    assert!(matches!(end(&[whole.trim_ascii(), &[0; 9]].concat()), Ok(End::Unended)));
}

/// What is not of a run may be all that somebody has.
#[test]
fn what_is_not_ours_is_refused() {
    let whole = line("a", "b");
    for foreign in [
        &b"hello"[..],
        b"{ \"custom_id\": \"a\" }\n",
        b"{\"custom_id\":\"a\",\"key\":\"00\"}\n",
        b"[1]\n",
        b"\xff\xfe\n",
        b"{\"custom_id\":\"a\n",
    ] {
        for bytes in [foreign.to_vec(), [&whole[..], foreign, &whole].concat()] {
            let (read, _) = read(&bytes);
            assert!(matches!(read, Err(Unreadable::Damaged { .. })), "{bytes:?}: {read:?}");
        }
    }
}

/// A file of somebody else may be a single line without its end, and may not be cut to nothing.
#[test]
fn what_is_whole_or_too_short_to_be_ours_is_refused() {
    let whole = line("a", "b");
    let request = &b"{\"custom_id\":\"request-1\",\"method\":\"POST\",\"body\":{}}"[..];
    let notes = b"{\"custom_id\":\"request-1\"} // and my notes";
    for foreign in [request, notes, b"{\"custom_id\":\"a\" and so on"] {
        for bytes in [foreign.to_vec(), [&whole[..], foreign].concat()] {
            let (read, _) = read(&bytes);
            assert!(matches!(read, Err(Unreadable::Damaged { .. })), "{bytes:?}: {read:?}");
        }
    }
    for foreign in [&b"{"[..], b"{\"custom_id\":", b"\n{", &[0; 9]] {
        let (read, _) = read(foreign);
        assert!(matches!(read, Err(Unreadable::Damaged { .. })), "{foreign:?}: {read:?}");
    }
}
