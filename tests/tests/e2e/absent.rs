//! Questions about what does not exist: an error, never an empty answer.

use learnlog_testkit::stack::Stack;
use learnlog_tests::ask::id;
use learnlog_tests::site::Site;

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_exist_is_bad_input_to_every_verb() {
    let site = Site::new(Stack::shared());
    let server = site.serve().ready().await;
    let unknown = id().to_string();
    let verbs: [&[&str]; 6] = [
        &["overdue", "--org-unit"],
        &["overdue", "--course"],
        &["dashboard", "--course"],
        &["transcript"],
        &["replay", "--learner"],
        &["replay", "--definition"],
    ];
    for verb in verbs {
        let mut command = site.command(verb);
        command.args([&unknown, "--server", &server.address]);
        let output = command.env("LEARNLOG_TOKEN", site.token("reader")).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(65), 0), "{verb:?}: {said}");
    }
}
