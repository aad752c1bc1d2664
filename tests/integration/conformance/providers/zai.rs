//! Z.ai and Zhipu: numbers for codes, in texts.

use openai_call::ErrorKind::*;

use super::{check, error, row};

const CODES: &str = "https://docs.z.ai/api-reference/api-code";
const BALANCE: &str = "https://github.com/zai-org/GLM-5/issues/148";
const COMPATIBLE: &str = "https://github.com/zai-org/feedback/issues/789";
const GATEWAY: &str = "https://github.com/vercel/ai/issues/9290";
const CHINESE: &str = "https://github.com/continuedev/continue/issues/11823";

fn coded(code: &str, message: &str) -> String {
    error(code, "", message)
}

#[test]
#[rustfmt::skip]
fn money() {
    check([
        row(BALANCE, 429, coded("1113", "Insufficient balance or no resource package. Please recharge."), Quota),
        row(COMPATIBLE, 429, r#"{"type":"error","error":{"type":"rate_limit_error","code":"1113","message":"[1113][Insufficient balance or no resource package. Please recharge.][2026]"},"request_id":"2026"}"#, Quota),
        row(GATEWAY, 429, error("", "AI_APICallError", "Insufficient balance or no resource package. Please recharge."), Quota),
        row(CHINESE, 429, "余额不足或无可用资源包,请充值。", Quota),
        row(CODES, 429, error("", "", "Your account is in arrears, please recharge and try again"), Quota),
        row(CODES, 429, r#"{"error":{"code":1113,"message":"as a number"}}"#, Quota),
    ]);
    check(["1308", "1309", "1310", "1311", "1313", "1317", "1321"].map(|code| {
        row(CODES, 429, coded(code, "the plan's limit is reached"), Quota)
    }));
}

#[test]
#[rustfmt::skip]
fn the_others() {
    check([
        row(CODES, 429, coded("1302", "High concurrency usage of this API, please reduce concurrency"), RateLimit),
        row(CODES, 429, coded("1303", "High frequency usage of this API, please reduce frequency"), RateLimit),
        row(CODES, 429, coded("1305", "The API has triggered overload protection, please try again later"), ServiceUnavailable),
        row(CODES, 400, coded("1301", "System detected potentially unsafe or sensitive content in input or generation."), ContentPolicy),
        row(CODES, 400, coded("1210", "Incorrect API call parameters, please check the documentation"), InvalidRequest),
        row(CODES, 401, coded("1002", "Invalid Authentication Token"), Authentication),
        row(CODES, 500, coded("500", "Internal Error"), ServerError),
        // The numbers mean this with their own statuses only.
        row(CODES, 400, coded("1113", "of another server"), InvalidRequest),
        row(CODES, 500, coded("1305", "of another server"), ServerError),
    ]);
}
