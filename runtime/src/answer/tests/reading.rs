use proptest::prelude::*;

use crate::answer::completion::Completion;
use crate::answer::read::unfenced;

#[test]
fn the_fence_of_a_code_block_is_left_out() {
    for text in ["{}", " {} \n", "```json\n{}\n```", "```\n{}```", "\n```JSON\n{}\n```\n"] {
        assert_eq!(unfenced(text).trim(), "{}", "{text:?}");
    }
    for text in ["<think>{ no }</think>\n{}", "<think>hm</think>```json\n{}\n```"] {
        assert_eq!(unfenced(text).trim(), "{}", "{text:?}");
    }
    for text in ["```", "<think> {}", "``````", "Here it is: {}", "```json {}"] {
        assert_eq!(unfenced(text), text, "{text:?}");
    }
}

proptest! {
    #[test]
    fn any_text_comes_back_as_it_was_said(text in ".*[^\\s].*") {
        let body = serde_json::json!({ "choices": [{ "message": { "content": text } }] });
        let completion: Completion = serde_json::from_value(body).unwrap();
        prop_assert_eq!(completion.said().unwrap().answer().ok(), Some(text));
    }

    #[test]
    fn no_text_breaks_the_fence(text in "[`a-z{}\\n ]*") {
        prop_assert!(text.contains(unfenced(&text)));
    }

    #[test]
    fn no_body_makes_the_reader_panic(body in "[\\[\\]{}\":,a-z0-9]*") {
        if let Ok(completion) = serde_json::from_str::<Completion>(&body) {
            let _ = completion.said().map(|said| said.answer().is_ok());
        }
    }
}
