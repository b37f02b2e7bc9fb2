//! Attributes as rows: one vector per column.

use learnlog_domain::time::Day;
use learnlog_postgres::value::Date;
use uuid::Uuid;

use super::person::PlainValue;
use crate::civil;
use crate::timeline::Timeline;

/// In the order of the statement that writes them.
#[derive(Default)]
pub(super) struct AttributeColumns<'a> {
    pub learners: Vec<Uuid>,
    pub fields: Vec<i16>,
    pub from: Vec<Date>,
    pub to: Vec<Option<Date>>,
    pub provisional: Vec<bool>,
    pub ids: Vec<Option<Uuid>>,
    pub days: Vec<Option<Date>>,
    pub texts: Vec<Option<&'a str>>,
}

impl<'a> AttributeColumns<'a> {
    /// A row per stretch of each learner's field.
    pub fn of(timelines: &[(Uuid, i16, &'a Timeline<PlainValue>)]) -> Self {
        let mut columns = Self::default();
        for (learner, field, timeline) in timelines {
            for stretch in timeline.stretches() {
                columns.learners.push(*learner);
                columns.fields.push(*field);
                columns.from.push(civil::stored(stretch.from));
                columns.to.push(stretch.to.map(civil::stored));
                columns.provisional.push(stretch.change.provisional);
                columns.push_value(stretch.change.value.as_ref());
            }
        }
        columns
    }

    fn push_value(&mut self, value: Option<&'a PlainValue>) {
        let (mut id, mut day, mut text): (Option<Uuid>, Option<Day>, Option<&str>) =
            (None, None, None);
        match value {
            Some(PlainValue::Id(value)) => id = Some(*value),
            Some(PlainValue::Day(value)) => day = Some(*value),
            Some(PlainValue::Text(value)) => text = Some(value),
            None => {}
        }
        self.ids.push(id);
        self.days.push(day.map(civil::stored));
        self.texts.push(text);
    }
}
