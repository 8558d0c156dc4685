package dev.waybill.common.model;

import dev.waybill.common.model.ood.OodProfile;
import dev.waybill.common.model.ood.Outlyingness;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.unsafe.types.UTF8String;

/** The columns of a scored row that say whether it is unlike those of training. */
final class OutlierColumns {

    private static final ArrayData NONE = new GenericArrayData(new Object[0]);

    private final Scorer scorer;
    private final Outlyingness outlyingness;
    private final int[] present;
    private final UTF8String[] reasons;
    /** Where among the reasons the first of an unseen category stands: one for each input. */
    private final int firstOfCategories;
    /** Where the first of a missing value stands: one for each input that is hardly ever missing. */
    private final int firstOfMissing;

    private final BitSet found = new BitSet();

    OutlierColumns(OodProfile profile, Scorer scorer) {
        this.scorer = scorer;
        outlyingness = new Outlyingness(profile);
        List<OodProfile.Present> always = profile.present();
        present = always.stream().mapToInt(OodProfile.Present::input).toArray();
        firstOfCategories = outlyingness.reasons().size();
        firstOfMissing = firstOfCategories + scorer.inputs().size();
        reasons = Stream.of(
                        outlyingness.reasons().stream(),
                        scorer.inputs().stream().map(input -> "category:" + input.name()),
                        always.stream().map(input -> "missing:" + input.feature()))
                .flatMap(names -> names)
                .map(UTF8String::fromString)
                .toArray(UTF8String[]::new);
    }

    /** Fills in whether it is, and behind that the reasons. */
    void fill(InternalRow row, float[] numbers, int index, InternalRow columns, int first) {
        find(row, numbers, index * scorer.encoding().width());
        columns.update(first, !found.isEmpty());
        columns.update(first + 1, found.isEmpty() ? NONE : new GenericArrayData(foundReasons()));
    }

    private void find(InternalRow row, float[] numbers, int from) {
        found.clear();
        outlyingness.find(numbers, from, found);
        for (int i = 0; i < scorer.inputs().size(); i++) {
            if (scorer.encoding().isUnseen(row, i, numbers[from + i])) {
                found.set(firstOfCategories + i);
            }
        }
        for (int i = 0; i < present.length; i++) {
            if (scorer.encoding().isMissing(row, present[i], numbers[from + present[i]])) {
                found.set(firstOfMissing + i);
            }
        }
    }

    private Object[] foundReasons() {
        return found.stream().mapToObj(reason -> reasons[reason]).toArray();
    }
}
