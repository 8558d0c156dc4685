package dev.waybill.jobs.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Part;
import dev.waybill.common.section.Split;
import dev.waybill.common.section.Split.DateRange;
import dev.waybill.common.section.SplitByDate;
import dev.waybill.common.section.SplitByKey;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FoldsTest {

    private static final Split WEEK = new SplitByDate(
            DateRange.parse("2020-03-01/2020-03-05"),
            Optional.of(DateRange.parse("2020-03-06/2020-03-07")),
            Optional.empty(),
            DateRange.parse("2020-03-08/2020-03-10"));

    @Test
    void goForwardInTimeUpToTheLastValidationDate() {
        assertThat(Folds.of(WEEK, 3).stream().map(fold -> fold.words(Part.train) + " then " + fold.words(Part.test)))
                .containsExactly(
                        "2020-03-01/2020-03-04 then 2020-03-05/2020-03-05",
                        "2020-03-01/2020-03-05 then 2020-03-06/2020-03-06",
                        "2020-03-01/2020-03-06 then 2020-03-07/2020-03-07");
        assertThat(Folds.of(WEEK, 1).stream().map(fold -> fold.words(Part.train) + " then " + fold.words(Part.test)))
                .containsExactly("2020-03-01/2020-03-04 then 2020-03-05/2020-03-07");
    }

    @Test
    void takeSharesOfKeysWhereRowsHaveNoDate() {
        Split byKey = new SplitByKey(List.of("id"), 0.6, 0.2, 0, 0.2, 7);

        assertThat(Folds.of(byKey, 3).stream().map(fold -> fold.words(Part.train) + " then " + fold.words(Part.test)))
                .containsExactly(
                        "20.00% of all keys then 20.00% of all keys",
                        "40.00% of all keys then 20.00% of all keys", "60.00% of all keys then 20.00% of all keys");
    }

    @Test
    void refusesMoreFoldsThanThereAreDays() {
        assertThatThrownBy(() -> Folds.of(WEEK, 7))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot tune with 7 folds: split.train and split.valid have 7 days, and each fold needs one"
                        + " that is predicted, besides the first to train on. Lower tune.folds, or widen split.train.");
    }
}
