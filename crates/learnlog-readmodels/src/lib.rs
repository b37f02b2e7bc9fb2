//! learnlog-readmodels
