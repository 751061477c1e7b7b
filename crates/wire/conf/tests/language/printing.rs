//! Values as text.

use crate::sources::Sources;

#[test]
fn a_file_is_printed_one_entry_a_line() {
    let text = "port=4222;'a b' (\n x\"\\\n)\nmax 1.50, t: {u [1 ,on], v {} w\n2016-05-04T18:53:41Z\n e []}\n'\"': 2.0\n\"it's\" -1k";
    let printed = "\
port: 4222
\"a b\": \"\\n x\\\"\\\\\\n\"
max: 1.5
t: {
  u: [ 1, true ]
  v: {}
  w: 2016-05-04T18:53:41Z
  e: []
}
'\"': 2.0
\"it's\": -1000
";
    let text = text.replace("{} w", "{}\nw");
    let map = Sources::default().file("t", text).parse("t").unwrap();
    assert_eq!(map.to_string(), printed);
}
