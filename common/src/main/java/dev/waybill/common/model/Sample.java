package dev.waybill.common.model;

import dev.waybill.common.model.interval.Intervals;
import dev.waybill.common.model.ood.EncodedRows;
import dev.waybill.common.model.ood.OodProfile;
import dev.waybill.common.section.Source;
import dev.waybill.common.table.Sessions;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Some rows as arrays: all where there are few, else {@link #MOST_ROWS} of them that the hash of their key picks, always
 * the same ones and in the same order.
 *
 * @param labels one a row
 * @param groups see {@link Intervals#group}
 * @param unseen the rows that have a category which training never saw
 * @param missing by input, the rows that lack it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Sample(EncodedRows rows, double[] labels, List<String> groups, BitSet unseen, List<BitSet> missing) {

    /** Enough for a share of 1% to be off by less than a twentieth of itself, in a few megabytes. */
    static final int MOST_ROWS = 50_000;

    /**
     * @param rows with a label each
     * @param most as many rows are picked
     */
    static Sample of(Dataset<Row> rows, List<Input> inputs, Source source, List<String> groupColumns, int most) {
        String label = source.label().name();
        Column[] columns = Stream.of(inputs.stream().map(Input::name), groupColumns.stream(), Stream.of(label))
                .flatMap(names -> names)
                .distinct()
                .map(functions::col)
                .toArray(Column[]::new);
        return of(
                picked(rows, source, most, columns),
                new Encoding(inputs, rows.select(columns).schema()),
                label,
                groupColumns);
    }

    /** Some columns of as many rows, those that the hash of their key picks. */
    static List<Row> picked(Dataset<Row> rows, Source source, int most, Column... columns) {
        return Sessions.summaries(rows.orderBy(order(source.key())).limit(most).select(columns));
    }

    private static Column[] order(List<String> key) {
        Column[] columns = key.stream().map(functions::col).toArray(Column[]::new);
        return Stream.concat(Stream.of(functions.xxhash64(columns)), Stream.of(columns))
                .toArray(Column[]::new);
    }

    private static Sample of(List<Row> picked, Encoding encoding, String label, List<String> groupColumns) {
        int width = encoding.width();
        Sample sample = empty(picked.size(), width);
        for (int i = 0; i < picked.size(); i++) {
            Row row = picked.get(i);
            encoding.encode(row, sample.rows.numbers(), i * width);
            sample.unseen.set(i, encoding.hasUnseen(row));
            for (int input = 0; input < width; input++) {
                sample.missing.get(input).set(i, encoding.isMissing(row, input));
            }
            sample.labels[i] = row.<Number>getAs(label).doubleValue();
            sample.groups.add(RowGroups.of(row, groupColumns));
        }
        return sample;
    }

    private static Sample empty(int count, int width) {
        return new Sample(
                new EncodedRows(new float[count * width], width),
                new double[count],
                new ArrayList<>(),
                new BitSet(),
                Stream.generate(BitSet::new).limit(width).toList());
    }

    /** The rows that are not of the kind of training for what limits of numbers cannot tell. */
    BitSet strange(List<OodProfile.Present> present) {
        BitSet strange = (BitSet) unseen.clone();
        present.forEach(input -> strange.or(missing.get(input.input())));
        return strange;
    }

    int count() {
        return labels.length;
    }

    /** Every second row, the first or the second of each two: two halves that chance made. */
    Sample half(int first) {
        int size = (count() + 1 - first) / 2;
        int width = rows.width();
        Sample half = empty(size, width);
        for (int i = 0; i < size; i++) {
            int row = 2 * i + first;
            System.arraycopy(rows.numbers(), row * width, half.rows.numbers(), i * width, width);
            half.labels[i] = labels[row];
            half.groups.add(groups.get(row));
            half.unseen.set(i, unseen.get(row));
            for (int input = 0; input < width; input++) {
                half.missing.get(input).set(i, missing.get(input).get(row));
            }
        }
        return half;
    }

    /** By how much a booster's predictions are below the labels. */
    double[] residuals(Booster booster) {
        double[] residuals = predict(booster);
        for (int i = 0; i < residuals.length; i++) {
            residuals[i] = labels[i] - residuals[i];
        }
        return residuals;
    }

    double[] predict(Booster booster) {
        float[][] predicted = predictions(booster);
        double[] values = new double[predicted.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = predicted[i][0];
        }
        return values;
    }

    /** By class, of each row the log-odds of that class against all others. */
    double[][] logOdds(Booster booster, int classes) {
        float[][] predicted = predictions(booster);
        double[][] logOdds = new double[classes][predicted.length];
        for (int row = 0; row < predicted.length; row++) {
            double[] ofRow = ClassProbabilities.logOdds(ClassProbabilities.margins(predicted[row]));
            for (int i = 0; i < classes; i++) {
                logOdds[i][row] = ofRow[i];
            }
        }
        return logOdds;
    }

    private float[][] predictions(Booster booster) {
        if (count() == 0) { // which XGBoost refuses
            return new float[0][];
        }
        try {
            return booster.inplace_predict(rows.numbers(), count(), rows.width(), Float.NaN);
        } catch (XGBoostError e) {
            throw new IllegalStateException("Cannot predict a sample of " + count() + " rows", e);
        }
    }
}
