//! Small readings of token slices, shared by the walk and by the rules.

use proc_macro2::{Group, TokenStream, TokenTree};

/// The text of a string literal; None for anything else.
pub fn string(token: &TokenTree) -> Option<String> {
    let TokenTree::Literal(literal) = token else { return None };
    let text = literal.to_string();
    let text = text.trim_start_matches('r').trim_matches('#');
    text.strip_prefix('"')?.strip_suffix('"').map(str::to_owned)
}

/// `a::b::c` at the beginning of the tokens, and how many tokens it is.
pub fn path(tokens: &[TokenTree]) -> (Vec<String>, usize) {
    let mut segments = Vec::new();
    let mut length = 0;
    while let Some(TokenTree::Ident(segment)) = tokens.get(length) {
        segments.push(segment.to_string());
        length += 1;
        match &tokens[length..] {
            [first, second, TokenTree::Ident(_), ..]
                if is_punct(first, ':') && is_punct(second, ':') =>
            {
                length += 2;
            }
            _ => break,
        }
    }
    (segments, length)
}

/// Whether it is that punctuation mark.
pub fn is_punct(token: &TokenTree, mark: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == mark)
}

/// Where it begins, from 1.
pub fn line(token: &TokenTree) -> usize {
    token.span().start().line
}

/// A field or method name is no path; what follows a range is one.
pub fn after_dot(rest: &[TokenTree]) -> usize {
    match rest.get(1) {
        Some(TokenTree::Ident(_)) => 2,
        Some(next) if is_punct(next, '.') => 2,
        _ => 1,
    }
}

/// The tokens of a group, split at the commas outside of inner groups.
pub fn split_at_commas(group: &Group) -> Vec<Vec<TokenTree>> {
    let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
    tokens.split(|token| is_punct(token, ',')).map(<[TokenTree]>::to_vec).collect()
}

/// All identifiers, those in groups too.
pub fn idents(tokens: TokenStream) -> Vec<String> {
    tokens
        .into_iter()
        .flat_map(|token| match token {
            TokenTree::Ident(word) => vec![word.to_string()],
            TokenTree::Group(group) => idents(group.stream()),
            TokenTree::Punct(_) | TokenTree::Literal(_) => Vec::new(),
        })
        .collect()
}
