package dev.waybill.serving.predict;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.waybill.common.model.Scoring;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.row.FeatureCoverage;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.OnlineTables;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.track.ModelVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The columns of a prediction that was asked for: those of table scored, and behind them what is known of the request. */
final class AnswerColumns {

    /** The histories of which the online store knew nothing for this row, by their keys. */
    static final String HISTORY_MISSED = "history_missed";

    static final String FEATURE_AGE = "feature_age_hours";

    static final String LATENCY = "latency_ms";

    /** What is known of a request, beside the scored row. */
    static final StructType OF_REQUEST = new StructType()
            .add(ScoredTable.RUN_ID, DataTypes.StringType, false)
            .add(ScoredTable.SCORED_AT, DataTypes.TimestampType, false)
            .add(ScoredTable.FEATURES_COMPUTED_AT, DataTypes.TimestampType)
            .add(OnlineTables.REQUEST_ID, DataTypes.StringType, false)
            .add(OnlineTables.REQUEST_ROW, DataTypes.IntegerType, false)
            .add(OnlineTables.TENANT, DataTypes.StringType)
            .add(ScoredTable.VARIANT, DataTypes.StringType)
            .add(OnlineTables.SHADOW, DataTypes.BooleanType, false)
            .add(HISTORY_MISSED, new ArrayType(DataTypes.StringType, false), false)
            .add(LATENCY, DataTypes.DoubleType, false);

    private AnswerColumns() {}

    /** @param scored the type of scored rows, with {@link #OF_REQUEST} behind */
    static List<Column> of(
            StructType scored, Definition definition, ModelVersion version, TrainedModel model, String prediction) {
        List<Column> columns = new ArrayList<>();
        List<String> there = Arrays.asList(scored.fieldNames());
        FeatureTable.rowColumns(definition.source())
                .forEach(name -> columns.add(there.contains(name) ? col(name) : unknown(name, definition.clean())));
        Scoring.columns(model, prediction).forEach(name -> columns.add(scoredColumn(name, version, model)));
        Column coverage = FeatureCoverage.of(scored, model.inputNames());
        columns.add(coverage.as(ScoredTable.FEATURE_COVERAGE));
        columns.add(coverage.lt(definition.minFeatureCoverage()).as(ScoredTable.IS_SPARSE));
        columns.add(FeatureTable.isFresh(definition.features()).as(FeatureTable.IS_FRESH));
        columns.add(lit(version.model()).as(ScoredTable.MODEL_NAME));
        columns.add(lit(version.version()).as(ScoredTable.MODEL_VERSION));
        columns.add(lit(model.sha256()).as(ScoredTable.MODEL_SHA256));
        columns.add(lit(model.id()).as(ScoredTable.MODEL_ID));
        columns.add(lit(ScoredTable.SCHEMA).as(ScoredTable.SCHEMA_VERSION));
        columns.add(lit(definition.featureSetVersion()).as(FeatureTable.VERSION));
        columns.add(lit(null).cast(DataTypes.LongType).as(ScoredTable.FEATURES_VERSION));
        columns.add(col(ScoredTable.FEATURES_COMPUTED_AT));
        columns.add(col(ScoredTable.RUN_ID));
        columns.add(col(ScoredTable.SCORED_AT));
        columns.add(col(FeatureTable.HISTORY_AGE).as(FEATURE_AGE));
        for (String name : List.of(
                OnlineTables.REQUEST_ID,
                OnlineTables.REQUEST_ROW,
                OnlineTables.TENANT,
                ScoredTable.VARIANT,
                OnlineTables.SHADOW,
                HISTORY_MISSED,
                LATENCY)) {
            columns.add(col(name));
        }
        return columns;
    }

    /** A part of the key that is known later. */
    private static Column unknown(String name, StructType clean) {
        DataType type = clean.apply(name).dataType();
        return lit(null).cast(type).as(name);
    }

    /** Rows before all recalibrations have what the model itself was calibrated by. */
    private static Column scoredColumn(String name, ModelVersion version, TrainedModel model) {
        return name.equals(ScoredTable.CALIBRATION)
                ? model.calibrationAs(version)
                        .map(own -> functions.coalesce(col(name), lit(own)).as(name))
                        .orElse(col(name))
                : col(name);
    }
}
