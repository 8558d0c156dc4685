package dev.waybill.jobs.train;

import dev.waybill.common.conf.Model;
import dev.waybill.common.conf.Source;
import dev.waybill.common.model.Encoding;
import dev.waybill.common.model.Input;
import java.io.IOException;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.List;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import ml.dmlc.xgboost4j.scala.spark.XGBoostRegressionModel;
import ml.dmlc.xgboost4j.scala.spark.XGBoostRegressor;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Boosted trees through XGBoost4J-Spark.
 *
 * <p>The same rows give the same trees in whatever order they are read: they are dealt to a fixed number of partitions
 * by their key and sorted by it there. Vectors are dense, since XGBoost confuses the zeros that a sparse one leaves out
 * with missing values. There is one thread a worker, because Spark gives a task one core.
 */
final class Trees {

    private static final String VECTOR = "_features";
    private static final String LABEL = "_label";
    private static final int WORKERS = 1;

    private final Model params;
    private final List<Input> inputs;
    private final Encoding encoding;
    private final Source source;

    Trees(Model params, List<Input> inputs, Encoding encoding, Source source) {
        this.params = params;
        this.inputs = inputs;
        this.encoding = encoding;
        this.source = source;
    }

    /** The number of rounds after which the error on other rows was least. */
    int bestRounds(Dataset<Row> train, Dataset<Row> valid) {
        XGBoostRegressor regressor = regressor(params.numRound());
        regressor.setNumEarlyStoppingRounds(params.earlyStoppingRounds());
        regressor.setEvalDataset(vectors(valid));
        Booster booster = fit(regressor, train);
        try {
            return Integer.parseInt(booster.getAttr("best_iteration")) + 1;
        } catch (XGBoostError e) {
            throw new IllegalStateException("Cannot read the best iteration", e);
        }
    }

    Booster fit(Dataset<Row> train, int rounds) {
        return fit(regressor(rounds), train);
    }

    /** A booster of our own: that of a Spark model is disposed of when the model is collected as garbage. */
    private Booster fit(XGBoostRegressor regressor, Dataset<Row> train) {
        XGBoostRegressionModel model = regressor.fit(vectors(train));
        try {
            return XGBoost.loadModel(model.nativeBooster().booster().toByteArray("ubj"));
        } catch (XGBoostError | IOException e) {
            throw new IllegalStateException("Cannot copy the booster", e);
        } finally {
            Reference.reachabilityFence(model);
        }
    }

    private XGBoostRegressor regressor(int rounds) {
        XGBoostRegressor regressor = new XGBoostRegressor();
        regressor.setFeaturesCol(VECTOR);
        regressor.setLabelCol(LABEL);
        regressor.setFeatureNames(inputs.stream().map(Input::name).toArray(String[]::new));
        regressor.setNumWorkers(WORKERS);
        regressor.setNthread(1);
        regressor.setTreeMethod("hist");
        regressor.setMissing(Float.NaN);
        regressor.setVerbosity(0);
        regressor.setObjective(params.objective());
        regressor.setNumRound(rounds);
        regressor.setMaxDepth(params.maxDepth());
        regressor.setEta(params.eta());
        regressor.setSubsample(params.subsample());
        regressor.setColsampleBytree(params.colsampleBytree());
        regressor.setMinChildWeight(params.minChildWeight());
        regressor.setLambda(params.lambda());
        regressor.setSeed(params.seed());
        return regressor;
    }

    private Dataset<Row> vectors(Dataset<Row> rows) {
        StructType schema =
                new StructType().add(VECTOR, SQLDataTypes.VectorType()).add(LABEL, DataTypes.DoubleType);
        Column[] key = source.key().stream().map(functions::col).toArray(Column[]::new);
        Encoding encode = encoding;
        int label = rows.schema().fieldIndex(source.label().name());
        MapFunction<Row, Row> vector =
                row -> RowFactory.create(Vectors.dense(numbers(row, encode)), ((Number) row.get(label)).doubleValue());
        return rows.repartition(WORKERS, key).sortWithinPartitions(key).map(vector, Encoders.row(schema));
    }

    private static double[] numbers(Row row, Encoding encoding) {
        float[] numbers = new float[encoding.width()];
        encoding.encode(row, numbers, 0);
        double[] wide = new double[numbers.length];
        Arrays.setAll(wide, i -> numbers[i]);
        return wide;
    }
}
