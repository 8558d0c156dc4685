package dev.waybill.common.model;

import java.io.Serializable;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** XGBoost's own contributions. */
record Explainer(Booster booster, int width) implements Serializable {

    /** @param values by row, the contribution of each feature and the base value last */
    @SuppressWarnings("ArrayRecordComponent")
    record Contributions(float[][] values) {

        double baseValue() {
            return values[0][values[0].length - 1];
        }

        double contribution(int row, int feature) {
            return values[row][feature];
        }

        double prediction(int row) {
            double sum = baseValue();
            for (int i = 0; i < values[row].length - 1; i++) {
                sum += values[row][i];
            }
            return sum;
        }

        void largest(int row, int[] into) {
            int found = 0;
            for (int feature = 0; feature < values[row].length - 1; feature++) {
                double size = Math.abs(values[row][feature]);
                int place = found;
                while (place > 0 && Math.abs(values[row][into[place - 1]]) < size) {
                    place--;
                }
                if (place < into.length) {
                    found = Math.min(found + 1, into.length);
                    System.arraycopy(into, place, into, place + 1, found - 1 - place);
                    into[place] = feature;
                }
            }
        }
    }

    Contributions explain(float[] rows, int rowCount) {
        if (rowCount == 0) {
            return new Contributions(new float[0][]);
        }
        try {
            float[] some = java.util.Arrays.copyOf(rows, rowCount * width);
            return new Contributions(booster.predictContrib(new DMatrix(some, rowCount, width, Float.NaN), 0));
        } catch (XGBoostError e) {
            throw new IllegalStateException("Cannot explain " + rowCount + " rows", e);
        }
    }
}
