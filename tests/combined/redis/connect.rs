//! What is said where there is no connection to be had.

use openai_call::{Client, Error, ErrorKind, RedisStore};

use super::started;

const PASSWORD: &str = "hunter2-and-more";

/// The error of a connection, which names no password.
async fn refused(url: &str) -> Error {
    let error = RedisStore::connect(url).await.expect_err("it cannot be used");
    let told = format!("{error} {error:?}");
    let error = Error::from(error);
    let told = format!("{told} {error} {error:?}");
    assert!(!told.contains(PASSWORD), "{told}");
    error
}

#[tokio::test]
async fn a_url_of_something_else_is_refused() {
    for url in ["http://user:hunter2-and-more@127.0.0.1", "hunter2-and-more", "redis://127.0.0.1/x"]
    {
        let error = refused(url).await;
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains("write `redis://user:password@host:6379`"), "{error}");
    }
}

#[tokio::test]
async fn where_nothing_listens_it_says_what_to_start() {
    // Port 1 is nobody's.
    let error = refused("redis://:hunter2-and-more@127.0.0.1:1").await;
    assert_eq!(error.kind(), ErrorKind::Connection);
    let told = error.to_string();
    assert!(told.contains("the Redis at 127.0.0.1:1 cannot be used"), "{told}");
    assert!(told.contains("start it there (`redis-server`)"), "{told}");
}

#[tokio::test]
async fn a_wrong_password_is_told_from_missing_rights() {
    let server = started!("--requirepass", PASSWORD);
    let url = |user: &str, password: &str| {
        format!("redis://{user}:{password}@127.0.0.1:{}", server.port())
    };
    let error = refused(&url("", "wrong")).await;
    assert_eq!(error.kind(), ErrorKind::Authentication, "{error}");

    let store = RedisStore::connect(&url("", PASSWORD)).await.expect("that is it");
    let told = format!(
        "{store:?} {:?}",
        Client::builder().api_key("0123456789abcdef").store(store.clone())
    );
    assert!(!told.contains(PASSWORD), "{told}");
    assert!(told.contains(&server.port().to_string()), "{told}");

    let client = redis::Client::open(url("", PASSWORD)).expect("a URL");
    let mut connection = client.get_multiplexed_async_connection().await.expect("it runs");
    let mut rights = redis::cmd("ACL");
    rights.arg("SETUSER").arg("fleet").arg("on").arg(format!(">{PASSWORD}")).arg("~openai-call:*");
    rights.exec_async(&mut connection).await.expect("a user");
    let error = refused(&url("fleet", PASSWORD)).await;
    assert_eq!(error.kind(), ErrorKind::Permission, "{error}");
    assert!(error.to_string().contains("+evalsha"), "{error}");
}

/// The rights that the documentation names are enough, and all but one are needed at once: `+del` is for a clock
/// that was set back.
#[tokio::test]
async fn the_rights_that_are_named_are_those_that_are_needed() {
    let server = started!();
    let page = include_str!("../../../runtime/src/limits/store/redis/mod.rs");
    let line =
        page.lines().find_map(|line| line.strip_prefix("/// ACL SETUSER fleet on >password "));
    let rights: Vec<&str> = line.expect("an example").split(' ').collect();
    for left_out in 0..=rights.len() {
        server.command("ACL SETUSER fleet reset on >password").await;
        let given = rights.iter().enumerate().filter(|(n, _)| *n != left_out);
        for (_, right) in given {
            server.command(&format!("ACL SETUSER fleet {right}")).await;
        }
        let url = format!("redis://fleet:password@127.0.0.1:{}", server.port());
        let is_enough = match RedisStore::connect(&url).await {
            Ok(store) => {
                use openai_call::store::Store;
                let wish = super::wish(1, 1, std::time::Duration::from_millis(1));
                let mut leased = store.lease(wish.clone()).await;
                if leased.as_ref().is_err_and(|error| error.to_string().contains("timed out")) {
                    leased = store.lease(wish).await;
                }
                leased.is_ok()
            }
            Err(_) => false,
        };
        let all = left_out == rights.len() || rights[left_out] == "+del";
        assert_eq!(is_enough, all, "without {:?}", rights.get(left_out));
    }
}

#[tokio::test]
async fn a_certificate_that_nobody_has_signed_is_refused() {
    let folder = std::env::temp_dir().join(format!("openai-call-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let own =
        rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).expect("a certificate");
    let [certificate, key] = ["certificate.pem", "key.pem"].map(|name| folder.join(name));
    std::fs::write(&certificate, own.cert.pem()).expect("a file");
    std::fs::write(&key, own.signing_key.serialize_pem()).expect("a file");
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = free.local_addr().expect("an address").port();
    drop(free);
    let [certificate, key] = [&certificate, &key].map(|path| path.to_str().expect("a path"));
    let server = started!(
        "--tls-port",
        &port.to_string(),
        "--tls-cert-file",
        certificate,
        "--tls-key-file",
        key,
        "--tls-ca-cert-file",
        certificate,
        "--tls-auth-clients",
        "no"
    );
    let error = refused(&format!("rediss://:hunter2-and-more@localhost:{port}")).await;
    assert!(error.to_string().contains("`SSL_CERT_FILE`"), "{error}");
    drop(server);
    let _ = std::fs::remove_dir_all(folder);
}
