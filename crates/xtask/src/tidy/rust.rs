//! A Rust file as tokens: functions, paths, macro calls, constants. Invariant: tokens inside macro calls and attributes
//! are seen like all others, and strings and comments never are. Names are resolved through the file's own `use` items only.

mod imports;
pub mod tokens;

use std::str::FromStr as _;

use imports::Imports;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use tokens::{after_dot, idents, is_punct, line, path, split_at_commas};

#[cfg(test)]
mod tests;

/// What the rules want to know of a file.
#[derive(Debug, Default)]
pub struct Source {
    /// Every `fn` with a body.
    pub functions: Vec<Function>,
    /// Every path that is used, as written.
    paths: Vec<(usize, Vec<String>)>,
    /// Every macro call.
    pub macros: Vec<MacroCall>,
    /// Every constant.
    pub constants: Vec<Constant>,
    /// Lines of `#[ignore]`, also inside `cfg_attr`.
    pub ignored_tests: Vec<usize>,
    imports: Imports,
}

/// A function with a body.
#[derive(Debug)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// Where `fn` is.
    pub line: usize,
    /// From `fn` to the closing brace.
    pub lines: usize,
}

/// A call of a macro.
#[derive(Debug)]
pub struct MacroCall {
    /// The last segment of its path.
    pub name: String,
    /// Where it begins.
    pub line: usize,
    /// Its tokens, split at the commas outside of brackets.
    pub arguments: Vec<Vec<TokenTree>>,
}

/// A constant.
#[derive(Debug)]
pub struct Constant {
    /// Its name.
    pub name: String,
    /// The tokens between `=` and `;`.
    pub value: Vec<TokenTree>,
    /// Where it is.
    pub line: usize,
}

impl Source {
    /// Takes a file apart. Error: the line at which it is not Rust.
    pub fn parse(text: &str) -> Result<Self, usize> {
        let tokens = TokenStream::from_str(text).map_err(|error| error.span().start().line)?;
        let mut source = Self::default();
        source.walk(tokens);
        Ok(source)
    }

    /// Every path that is used or imported, resolved through the file's imports, with its line.
    pub fn resolved_paths(&self) -> Vec<(usize, String)> {
        let used = self.paths.iter().flat_map(|(line, path)| {
            self.imports.resolve(path).into_iter().map(|path| (*line, path))
        });
        used.chain(self.imports.iter()).collect()
    }

    fn walk(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut index = 0;
        while let Some(token) = tokens.get(index) {
            let rest = &tokens[index..];
            index += match token {
                TokenTree::Ident(word) if *word == "use" => self.imports.read(rest).max(1),
                TokenTree::Ident(_) => self.word(rest),
                TokenTree::Group(group) => {
                    self.walk(group.stream());
                    1
                }
                TokenTree::Punct(mark) if mark.as_char() == '#' => {
                    self.attribute(rest);
                    1
                }
                TokenTree::Punct(mark) if mark.as_char() == '.' => after_dot(rest),
                TokenTree::Punct(_) | TokenTree::Literal(_) => 1,
            };
        }
    }

    /// An identifier: a function, a constant, or a path with perhaps a macro call. Returns how many tokens it was.
    fn word(&mut self, rest: &[TokenTree]) -> usize {
        self.function(rest);
        self.constant(rest);
        let (path, length) = path(rest);
        let line = line(&rest[0]);
        if let [TokenTree::Punct(mark), TokenTree::Group(group), ..] = &rest[length..]
            && mark.as_char() == '!'
        {
            let name = path.last().cloned().unwrap_or_default();
            self.macros.push(MacroCall { name, line, arguments: split_at_commas(group) });
        }
        self.paths.push((line, path));
        length
    }

    fn function(&mut self, rest: &[TokenTree]) {
        let [TokenTree::Ident(word), TokenTree::Ident(name), tail @ ..] = rest else { return };
        if *word != "fn" {
            return;
        }
        let body =
            tail.iter().take_while(|token| !is_punct(token, ';')).find_map(|token| match token {
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(group),
                _ => None,
            });
        if let Some(body) = body {
            let line = word.span().start().line;
            let lines = body.span_close().end().line + 1 - line;
            self.functions.push(Function { name: name.to_string(), line, lines });
        }
    }

    fn constant(&mut self, rest: &[TokenTree]) {
        let [TokenTree::Ident(word), TokenTree::Ident(name), tail @ ..] = rest else { return };
        if *word != "const" {
            return;
        }
        let position = |mark| tail.iter().position(|token| is_punct(token, mark));
        if let (Some(start), Some(end)) = (position('='), position(';'))
            && start < end
        {
            let value = tail[start + 1..end].to_vec();
            self.constants.push(Constant { name: name.to_string(), value, line: line(&rest[0]) });
        }
    }

    fn attribute(&mut self, rest: &[TokenTree]) {
        if let [_, TokenTree::Group(group), ..] = rest {
            let words: Vec<String> = idents(group.stream());
            let head = words.first().map(String::as_str);
            let ignored = head == Some("ignore")
                || head == Some("cfg_attr") && words.iter().any(|word| word == "ignore");
            if ignored {
                self.ignored_tests.push(group.span_open().start().line);
            }
        }
    }
}
