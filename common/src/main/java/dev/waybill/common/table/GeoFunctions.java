package dev.waybill.common.table;

import com.uber.h3core.H3Core;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.api.java.UDF4;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * Spark SQL functions of places, for the expressions of params: {@code h3_cell(lat, lon, resolution)} and
 * {@code haversine_km(lat1, lon1, lat2, lon2)}. Degrees of WGS 84; null where an argument is null or no such place.
 */
final class GeoFunctions {

    /** The mean radius of the earth: IUGG, in Moritz, Geodetic Reference System 1980, Journal of Geodesy 74 (2000). */
    private static final double EARTH_KM = 6371.0088;

    private static final int FINEST = 15;

    private GeoFunctions() {}

    static void register(SparkSession spark) {
        UDF3<Number, Number, Number, String> cell = GeoFunctions::h3Cell;
        UDF4<Number, Number, Number, Number, Double> distance = GeoFunctions::haversineKm;
        spark.udf().register("h3_cell", cell, DataTypes.StringType);
        spark.udf().register("haversine_km", distance, DataTypes.DoubleType);
    }

    /** The address of the H3 cell around a place: resolution 0 is the coarsest, 15 the finest; 8 is a neighbourhood. */
    static @Nullable String h3Cell(@Nullable Number lat, @Nullable Number lon, @Nullable Number resolution) {
        if (!isPlace(lat, lon) || resolution == null || resolution.intValue() < 0 || resolution.intValue() > FINEST) {
            return null;
        }
        return Library.H3.latLngToCellAddress(lat.doubleValue(), lon.doubleValue(), resolution.intValue());
    }

    /**
     * Along the surface: 2 r asin(sqrt(hav(lat2 - lat1) + cos lat1 cos lat2 hav(lon2 - lon1))) with hav(x) = sin^2(x / 2);
     * Sinnott, Virtues of the Haversine, Sky and Telescope 68 (1984), p. 159.
     */
    static @Nullable Double haversineKm(
            @Nullable Number lat1, @Nullable Number lon1, @Nullable Number lat2, @Nullable Number lon2) {
        if (!isPlace(lat1, lon1) || !isPlace(lat2, lon2)) {
            return null;
        }
        double from = Math.toRadians(lat1.doubleValue());
        double to = Math.toRadians(lat2.doubleValue());
        double along = haversine(Math.toRadians(lon2.doubleValue() - lon1.doubleValue()));
        double chord = haversine(to - from) + Math.cos(from) * Math.cos(to) * along;
        return 2 * EARTH_KM * Math.asin(Math.sqrt(Math.min(1, chord)));
    }

    private static double haversine(double angle) {
        double sine = Math.sin(angle / 2);
        return sine * sine;
    }

    private static boolean isPlace(@Nullable Number lat, @Nullable Number lon) {
        return lat != null && lon != null && Math.abs(lat.doubleValue()) <= 90 && Math.abs(lon.doubleValue()) <= 180;
    }

    /** H3's native code, loaded by the first who asks, on whichever machine. */
    private static final class Library {

        private static final H3Core H3 = load();

        private static H3Core load() {
            try {
                return H3Core.newInstance();
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot load the native library of H3", e);
            }
        }
    }
}
