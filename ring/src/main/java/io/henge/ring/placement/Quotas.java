package io.henge.ring.placement;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Whole numbers of replicas, each the floor or the ceiling of a fair share, that add up exactly.
 *
 * <p>First the zones are rounded, then the candidates within each zone. The units that the floors
 * leave over go to those who already hold them (so that rounding moves no data), then to the larger
 * fraction, then by hash.
 */
final class Quotas {
  /** One party to a division: what is due to it, what it holds, and its place among equals. */
  private record Claim(Ratio due, long held, long tieBreak) {}

  private static final long ZONE_SALT = 7;

  private static final Comparator<Claim> FIRST_SERVED =
      Comparator.comparing((Claim claim) -> claim.held() <= claim.due().floor())
          .thenComparing(claim -> claim.due().fraction(), Comparator.reverseOrder())
          .thenComparing(Claim::tieBreak, Long::compareUnsigned);

  private Quotas() {}

  /**
   * The quota of each candidate.
   *
   * @param total the sum of all shares: rows times their width
   * @param held how many replicas each candidate holds today; all zero when the ring is founded
   */
  static int[] of(Candidates candidates, FairShare shares, int total, int[] held) {
    Claim[] zoneClaims = new Claim[candidates.zoneCount()];
    Arrays.setAll(zoneClaims, z -> zoneClaim(candidates, shares, z, held));
    int[] zoneQuotas = apportion(total, zoneClaims);

    int[] quotas = new int[candidates.count()];
    for (int z = 0; z < zoneQuotas.length; z++) {
      int[] inZone = inZone(candidates, z).toArray();
      Claim[] claims = new Claim[inZone.length];
      Arrays.setAll(
          claims,
          k -> new Claim(shares.share(inZone[k]), held[inZone[k]], candidates.seed(inZone[k])));
      int[] apportioned = apportion(zoneQuotas[z], claims);
      for (int k = 0; k < inZone.length; k++) {
        quotas[inZone[k]] = apportioned[k];
      }
    }
    return quotas;
  }

  private static Claim zoneClaim(Candidates candidates, FairShare shares, int zone, int[] held) {
    Ratio due = inZone(candidates, zone).mapToObj(shares::share).reduce(Ratio.ZERO, Ratio::plus);
    long heldInZone = inZone(candidates, zone).mapToLong(i -> held[i]).sum();
    long tieBreak = Mix64.mix(candidates.zoneNumber(zone) * Mix64.GAMMA + ZONE_SALT);
    return new Claim(due, heldInZone, tieBreak);
  }

  private static IntStream inZone(Candidates candidates, int zone) {
    return IntStream.range(0, candidates.count()).filter(i -> candidates.zoneOf(i) == zone);
  }

  private static int[] apportion(int total, Claim[] claims) {
    int[] parts = new int[claims.length];
    Arrays.setAll(parts, k -> Math.toIntExact(claims[k].due().floor()));
    int spare = total - Arrays.stream(parts).sum();
    IntStream.range(0, claims.length)
        .boxed()
        .filter(k -> !claims[k].due().isWhole())
        .sorted(Comparator.comparing(k -> claims[k], FIRST_SERVED))
        .limit(spare)
        .forEach(k -> parts[k]++);
    return parts;
  }
}
