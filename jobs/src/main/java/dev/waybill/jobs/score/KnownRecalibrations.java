package dev.waybill.jobs.score;

import dev.waybill.common.model.Recalibration;
import dev.waybill.common.table.Tables;
import java.util.List;
import java.util.SortedMap;

/** The recalibrations that there are, for whoever scores where there are no tables. */
public final class KnownRecalibrations {

    private KnownRecalibrations() {}

    /** By the version of the model, those of a later take behind the earlier ones. */
    public static SortedMap<Integer, List<Recalibration>> of(Tables tables) {
        return Calibrations.byVersion(tables);
    }
}
