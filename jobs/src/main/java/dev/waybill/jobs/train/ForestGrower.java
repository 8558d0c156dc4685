package dev.waybill.jobs.train;

import com.linkedin.relevance.isolationforest.IsolationForestModel;
import com.linkedin.relevance.isolationforest.Nodes;
import dev.waybill.common.model.Encoding;
import dev.waybill.common.model.IsolationForest;
import dev.waybill.common.model.IsolationTree;
import dev.waybill.common.section.Anomaly;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.StructType;

/** Grows isolation trees by LinkedIn's library, and takes them out of it: what it writes itself only it can read. */
final class ForestGrower {

    private static final String FEATURES = "features";
    private static final StructType VECTOR = new StructType().add(FEATURES, SQLDataTypes.VectorType(), false);
    private static final int LEAF = -1;

    private ForestGrower() {}

    /** @param rows in one partition and in a fixed order, since samples are drawn from it by place */
    static IsolationForest grow(Dataset<Row> rows, UsualValues usual, Anomaly anomaly) {
        var forest = new com.linkedin.relevance.isolationforest.IsolationForest();
        forest.setNumEstimators(anomaly.trees());
        forest.setMaxSamples(anomaly.sample());
        forest.setMaxFeatures(1.0);
        forest.setBootstrap(false);
        forest.setContamination(0.0); // the threshold is found from all training rows
        forest.setRandomSeed(anomaly.seed());
        forest.setFeaturesCol(FEATURES);
        return taken(forest.fit(vectors(rows.coalesce(1), usual)));
    }

    /** The trees of a model of the library's. */
    static IsolationForest taken(IsolationForestModel model) {
        return new IsolationForest(
                model.getNumSamples(),
                Arrays.stream(model.isolationTrees())
                        .map(tree -> new Walk().of(tree.node()))
                        .toList());
    }

    private static Dataset<Row> vectors(Dataset<Row> rows, UsualValues usual) {
        Encoding encoding = new Encoding(usual.inputs(), rows.schema());
        List<Float> stand = usual.usual();
        int width = encoding.width();
        return rows.map(
                (MapFunction<Row, Row>) row -> {
                    float[] numbers = new float[width];
                    encoding.encode(row, numbers, 0);
                    double[] filled = new double[width];
                    for (int i = 0; i < width; i++) {
                        filled[i] = Float.isFinite(numbers[i]) ? numbers[i] : stand.get(i);
                    }
                    // With its schema, since the library asks for the column by name, and Spark hands the row on as it
                    // is.
                    return new GenericRowWithSchema(new Object[] {Vectors.dense(filled)}, VECTOR);
                },
                Encoders.row(VECTOR));
    }

    /** The nodes of a tree, one after the other. */
    private static final class Walk {

        private final List<Integer> inputs = new ArrayList<>();
        private final List<Double> splits = new ArrayList<>();
        private final List<Integer> rights = new ArrayList<>();
        private final List<Long> sizes = new ArrayList<>();

        IsolationTree of(Nodes.Node root) {
            add(root);
            return new IsolationTree(inputs, splits, rights, sizes);
        }

        private void add(Nodes.Node node) {
            if (node instanceof Nodes.InternalNode inner) {
                int place = put(inner.splitAttribute(), inner.splitValue(), 0);
                add(inner.leftChild());
                rights.set(place, inputs.size());
                add(inner.rightChild());
            } else {
                put(LEAF, 0, ((Nodes.ExternalNode) node).numInstances());
            }
        }

        private int put(int input, double split, long size) {
            inputs.add(input);
            splits.add(split);
            rights.add(LEAF);
            sizes.add(size);
            return inputs.size() - 1;
        }
    }
}
