use super::{TestResult, ask, chat, refused, said};
use crate::testing::FakeApi;

#[tokio::test]
async fn a_path_has_a_script_of_its_own() -> TestResult {
    let api = FakeApi::start().await.status(500).reply("main");
    api.on("embeddings").status(429).retry_after(3).times(2);
    for _ in 0..2 {
        let refusal = ask(&api, "embeddings").await?;
        assert_eq!(
            (refusal.status().as_u16(), &refusal.headers()["retry-after"]),
            (429, &"3".parse()?)
        );
    }
    assert_eq!(chat(&api).await?.status(), 500);
    assert_eq!(said(&api).await?, "main");
    assert_eq!(api.requests().len(), 4);
    api.assert_finished();
    Ok(())
}

#[tokio::test]
async fn a_path_without_a_script_takes_that_of_all() -> TestResult {
    let api = FakeApi::start().await.status(418).times(4);
    api.on("/embeddings/").reply("own");
    for path in ["chat/completions", "old-embeddings", "embeddings/batch", "embeddingsx"] {
        assert_eq!(ask(&api, path).await?.status(), 418, "{path}");
    }
    assert_eq!(ask(&api, "embeddings").await?.status(), 200);
    api.assert_finished();
    Ok(())
}

#[tokio::test]
async fn the_longest_path_answers() -> TestResult {
    let api = FakeApi::start().await;
    api.on("completions").status(501);
    api.on("chat/completions").status(502);
    assert_eq!(chat(&api).await?.status(), 502);
    assert_eq!(ask(&api, "completions/").await?.status(), 501);
    assert_eq!(ask(&api, "models").await?.status(), 200, "a greeting, without a script");
    Ok(())
}

#[tokio::test]
async fn a_handle_of_a_path_sees_and_checks_the_whole_api() -> TestResult {
    let embeddings = FakeApi::start().await.reply("never").on("embeddings").status(500).times(2);
    ask(&embeddings, "embeddings").await?;
    assert_eq!(embeddings.requests().len(), 1);
    assert_eq!(
        refused(|| embeddings.assert_finished()).lines().skip(1).collect::<Vec<_>>(),
        [
            "  answer 1 was never asked for: reply(\"never\"); \
             take it out, or make the request that it answers",
            "  answer 1 of `on(\"embeddings\")` was asked for 1 of 2 times: status(500); \
             write `.times(1)`, or make the other requests",
        ],
    );
    for _ in 0..2 {
        ask(&embeddings, "embeddings").await?;
    }
    assert!(
        refused(|| embeddings.assert_finished()).contains("request 3 came after the script had")
    );
    Ok(())
}
