//! Every reason of an error, with its gRPC code. Invariant: each has a page `docs/errors/<NAME>.md`, and a name
//! once given never changes.

use tonic::Code;

macro_rules! reasons {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $code:ident;)*) => {
        /// Why a call, or an item of a stream, got no answer.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Reason {
            $($(#[$doc])* $variant,)*
        }

        impl Reason {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// As in ErrorInfo.reason, and as the page is called.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The gRPC code that goes with it.
            pub fn code(self) -> Code {
                match self { $(Self::$variant => Code::$code,)* }
            }
        }
    };
}

reasons! {
    /// A field that must be there is not.
    FieldMissing = "FIELD_MISSING", InvalidArgument;
    /// A field that may not be there is.
    FieldNotAllowed = "FIELD_NOT_ALLOWED", InvalidArgument;
    /// Not a UUID, or nil.
    IdInvalid = "ID_INVALID", InvalidArgument;
    /// A number that the enum does not have.
    EnumUnknown = "ENUM_UNKNOWN", InvalidArgument;
    /// Not a day in the years 1 to 9999.
    DateInvalid = "DATE_INVALID", InvalidArgument;
    /// Not an instant in the years 1 to 9999.
    InstantInvalid = "INSTANT_INVALID", InvalidArgument;
    /// Not a name of the IANA time zone database.
    ZoneUnknown = "ZONE_UNKNOWN", InvalidArgument;
    /// Longer than the field's limit, or with control characters.
    TextInvalid = "TEXT_INVALID", InvalidArgument;
    /// Not made of the characters of a code.
    CodeInvalid = "CODE_INVALID", InvalidArgument;
    /// Outside the field's range.
    NumberOutOfRange = "NUMBER_OUT_OF_RANGE", InvalidArgument;
    /// More elements than the field's limit.
    TooManyItems = "TOO_MANY_ITEMS", InvalidArgument;
    /// Two elements that exclude each other.
    ItemRepeated = "ITEM_REPEATED", InvalidArgument;
    /// A vector of sequences that is none.
    PositionInvalid = "POSITION_INVALID", InvalidArgument;
    /// A page token that is not of this query, or not of this ledger.
    PageTokenInvalid = "PAGE_TOKEN_INVALID", InvalidArgument;
    /// More bytes than a request may have.
    MessageTooLarge = "MESSAGE_TOO_LARGE", InvalidArgument;
    /// Bytes that are not the message.
    MessageUndecodable = "MESSAGE_UNDECODABLE", InvalidArgument;
    /// The entry would be larger than an entry may be.
    EntryTooLarge = "ENTRY_TOO_LARGE", InvalidArgument;

    /// Neither token nor certificate.
    CredentialsMissing = "CREDENTIALS_MISSING", Unauthenticated;
    /// A token that nobody trusted has signed, or not for us.
    TokenInvalid = "TOKEN_INVALID", Unauthenticated;
    /// A token past its time.
    TokenExpired = "TOKEN_EXPIRED", Unauthenticated;
    /// A token before its time.
    TokenNotYetValid = "TOKEN_NOT_YET_VALID", Unauthenticated;
    /// A certificate that names nobody.
    CertificateInvalid = "CERTIFICATE_INVALID", Unauthenticated;

    /// The ledger has too much under way.
    LedgerOverloaded = "LEDGER_OVERLOADED", ResourceExhausted;
    /// One caller has had too many rejections in a minute.
    TooManyRejections = "TOO_MANY_REJECTIONS", ResourceExhausted;
    /// One caller has sent too many requests in a second.
    TooManyRequests = "TOO_MANY_REQUESTS", ResourceExhausted;
    /// Too many questions wait for the read models.
    TooManyQuestions = "TOO_MANY_QUESTIONS", ResourceExhausted;
    /// Too many replays of logs run at once.
    TooManyReplays = "TOO_MANY_REPLAYS", ResourceExhausted;
    /// Too many calls of SubmitStream are under way.
    TooManyStreams = "TOO_MANY_STREAMS", ResourceExhausted;

    /// The position asked for was not reached in time; nothing was done.
    PositionNotReached = "POSITION_NOT_REACHED", DeadlineExceeded;
    /// The deadline came before the answer; the command may be recorded.
    OutcomeUnknown = "OUTCOME_UNKNOWN", DeadlineExceeded;
    /// The deadline came before the answer to a question, or before the end of a stream.
    DeadlinePassed = "DEADLINE_PASSED", DeadlineExceeded;
    /// The ledger does not answer; the command may be recorded.
    LedgerUnavailable = "LEDGER_UNAVAILABLE", Unavailable;
    /// A log is stopped until somebody looks at it.
    LedgerStopped = "LEDGER_STOPPED", Unavailable;
    /// The keys of persons cannot be reached.
    KeysUnavailable = "KEYS_UNAVAILABLE", Unavailable;
    /// The read models cannot be reached.
    ReadModelsUnavailable = "READ_MODELS_UNAVAILABLE", Unavailable;
    /// The process is ending.
    ShuttingDown = "SHUTTING_DOWN", Unavailable;

    /// No learner has that id.
    LearnerNotFound = "LEARNER_NOT_FOUND", NotFound;
    /// No definition of that kind has that id.
    DefinitionNotFound = "DEFINITION_NOT_FOUND", NotFound;
    /// The log ends before that sequence.
    SequenceNotReached = "SEQUENCE_NOT_REACHED", OutOfRange;
    /// What the ledger holds is gone or was changed.
    LogDamaged = "LOG_DAMAGED", DataLoss;
    /// A fault of learnlog itself.
    InternalFault = "INTERNAL_FAULT", Internal;
}
