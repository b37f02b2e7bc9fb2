//! The `use` items of a file. Invariant: a name is resolved by the file's imports alone, wherever in the file they stand; that
//! is enough to see through aliases, not through re-exports, which are findings where they are made.

use std::collections::BTreeMap;

use proc_macro2::{TokenStream, TokenTree};

use super::tokens::{is_punct, line, path};

/// What names stand for.
#[derive(Debug, Default)]
pub struct Imports {
    names: BTreeMap<String, (usize, Vec<String>)>,
    globs: Vec<Vec<String>>,
}

impl Imports {
    /// Reads one item that begins with `use`; returns how many tokens it was, 0 if it is no import (`use<'a>`).
    pub fn read(&mut self, tokens: &[TokenTree]) -> usize {
        let Some(end) = tokens.iter().position(|token| is_punct(token, ';')) else { return 0 };
        let first = tokens[1..end].iter().position(|token| !is_punct(token, ':'));
        match first.map(|first| &tokens[1 + first..end]) {
            Some(tree) if !is_punct(&tree[0], '<') => {
                self.tree(&[], tree);
                end + 1
            }
            _ => 0,
        }
    }

    /// All that `written` may stand for.
    pub fn resolve(&self, written: &[String]) -> Vec<String> {
        let Some((first, rest)) = written.split_first() else { return Vec::new() };
        let join = |prefix: &[String], rest: &[String]| [prefix, rest].concat().join("::");
        match self.names.get(first) {
            Some((_, full)) => vec![join(full, rest)],
            None => {
                let globs = self.globs.iter().map(|prefix| join(prefix, written));
                std::iter::once(written.join("::")).chain(globs).collect()
            }
        }
    }

    /// What is imported by name, with its line.
    pub fn iter(&self) -> impl Iterator<Item = (usize, String)> {
        self.names.values().map(|(line, full)| (*line, full.join("::")))
    }

    fn tree(&mut self, prefix: &[String], tokens: &[TokenTree]) {
        let (segments, length) = path(tokens);
        let mut full = [prefix, &segments].concat();
        if full.last().is_some_and(|last| last == "self") {
            full.pop();
        }
        let rest: Vec<&TokenTree> =
            tokens[length..].iter().filter(|token| !is_punct(token, ':')).collect();
        match rest.as_slice() {
            [TokenTree::Group(group)] => self.list(&full, group.stream()),
            [star] if is_punct(star, '*') => self.globs.push(full),
            [_as, TokenTree::Ident(alias)] => self.name(&alias.to_string(), tokens, full),
            _ => {
                let name = full.last().cloned().unwrap_or_default();
                self.name(&name, tokens, full);
            }
        }
    }

    fn list(&mut self, prefix: &[String], list: TokenStream) {
        let tokens: Vec<TokenTree> = list.into_iter().collect();
        for tree in tokens.split(|token| is_punct(token, ',')).filter(|tree| !tree.is_empty()) {
            self.tree(prefix, tree);
        }
    }

    fn name(&mut self, name: &str, tokens: &[TokenTree], full: Vec<String>) {
        self.names.insert(name.to_owned(), (line(&tokens[0]), full));
    }
}
