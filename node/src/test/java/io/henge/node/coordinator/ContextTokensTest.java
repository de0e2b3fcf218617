package io.henge.node.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.henge.node.coordinator.ContextTokens.Seen;
import io.henge.node.failure.BlobFailure;
import io.henge.ring.BlobKey;
import io.henge.ring.codec.Encoder;
import io.henge.ring.version.Context;
import io.henge.ring.version.ContextCodec;
import io.henge.ring.wire.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Rule V7: a client's context is what some node of this cluster gave it for this key. */
class ContextTokensTest {
  private static final BlobKey KEY = BlobKey.of("a/b");
  private final ContextTokens tokens = tokens("secret");
  private final Seen context =
      new Seen(
          Samples.version(1, 4, Samples.version(0, 2).context(), Optional.empty()).context(), 7);

  private static ContextTokens tokens(String secret) {
    return new ContextTokens(bytes(secret), List.of());
  }

  private static byte[] bytes(String secret) {
    return secret.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void a_token_gives_back_its_context_at_every_node_that_shares_the_secret() {
    assertThat(tokens("secret").decode(KEY, tokens.encode(KEY, context))).isEqualTo(context);
    Seen nothing = new Seen(Context.EMPTY, 0);
    assertThat(tokens.decode(KEY, tokens.encode(KEY, nothing))).isEqualTo(nothing);
  }

  @Test
  void a_token_from_before_there_were_removals_is_taken() throws GeneralSecurityException {
    Encoder out = new Encoder();
    out.u8(Base64.getUrlDecoder().decode(tokens.encode(KEY, context))[0] & 0xff);
    ContextCodec.write(context.context(), out);
    byte[] body = out.toByteArray();
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(bytes("secret"), "HmacSHA256"));
    mac.update(new byte[] {0, (byte) KEY.bytes().length});
    mac.update(KEY.bytes());
    byte[] token = Arrays.copyOf(body, body.length + 16);
    System.arraycopy(mac.doFinal(body), 0, token, body.length, 16);
    assertThat(tokens.decode(KEY, Base64.getUrlEncoder().encodeToString(token)))
        .isEqualTo(new Seen(context.context(), 0));
  }

  @Test
  void a_token_for_another_key_is_refused() {
    String token = tokens.encode(KEY, context);
    isRefused(BlobKey.of("a/c"), token);
    isRefused(BlobKey.of("a"), token);
  }

  @Test
  void a_token_made_with_another_secret_is_refused() {
    isRefused(KEY, tokens("guess").encode(KEY, context));
  }

  @Test
  void a_token_under_an_older_secret_is_taken_as_long_as_that_is_known() {
    String old = tokens.encode(KEY, context);
    ContextTokens rotated =
        new ContextTokens(bytes("new"), List.of(bytes("secret"), bytes("ancient")));
    assertThat(rotated.decode(KEY, old)).isEqualTo(context);
    assertThat(rotated.decode(KEY, tokens("ancient").encode(KEY, context))).isEqualTo(context);
    assertThat(tokens("new").decode(KEY, rotated.encode(KEY, context))).isEqualTo(context);
    isRefused(rotated, KEY, tokens("guess").encode(KEY, context));
    isRefused(tokens("new"), KEY, old);
  }

  @Test
  void secrets_that_share_a_key_id_are_told_apart_by_what_they_sign() {
    byte id = Base64.getUrlDecoder().decode(tokens.encode(KEY, context))[0];
    String alike =
        IntStream.iterate(0, n -> n + 1)
            .mapToObj(n -> "alike " + n)
            .filter(
                secret ->
                    Base64.getUrlDecoder().decode(tokens(secret).encode(KEY, context))[0] == id)
            .findFirst()
            .orElseThrow();
    String old = tokens(alike).encode(KEY, context);
    isRefused(KEY, old);
    ContextTokens rotated = new ContextTokens(bytes("secret"), List.of(bytes(alike)));
    assertThat(rotated.decode(KEY, old)).isEqualTo(context);
    assertThat(rotated.decode(KEY, tokens.encode(KEY, context))).isEqualTo(context);
  }

  @Test
  void a_token_changed_in_any_bit_is_refused() {
    byte[] bytes = Base64.getUrlDecoder().decode(tokens.encode(KEY, context));
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] forged = bytes.clone();
      forged[bit / 8] ^= (byte) (1 << (bit % 8));
      isRefused(KEY, Base64.getUrlEncoder().withoutPadding().encodeToString(forged));
    }
  }

  @Test
  void a_token_cut_short_is_refused() {
    String token = tokens.encode(KEY, context);
    for (int length = 0; length < token.length(); length++) {
      isRefused(KEY, token.substring(0, length));
    }
  }

  @Test
  void what_is_no_token_at_all_is_refused() {
    isRefused(KEY, "not base64!");
    isRefused(KEY, "ä");
    isRefused(KEY, "A".repeat(ContextTokens.TOKEN_CHARS_MAX + 4));
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 1_000; i++) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      isRefused(KEY, Base64.getUrlEncoder().encodeToString(noise));
    }
  }

  private void isRefused(BlobKey key, String token) {
    isRefused(tokens, key, token);
  }

  private static void isRefused(ContextTokens by, BlobKey key, String token) {
    assertThatThrownBy(() -> by.decode(key, token))
        .as("%s", token.length() > 100 ? token.length() + " characters" : token)
        .isInstanceOfSatisfying(
            BlobFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.BAD_REQUEST));
  }
}
