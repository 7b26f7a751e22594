// Role: visual. A grid of values or colours, stretched over a part of the frame.
// Which values a pixel takes, and with what weights, stands in a table with an
// entry for each column and each row of pixels, made in f64 elsewhere; so any
// stretching, any kernel and any axis is the same program, and no rounding of
// positions happens here. Values are fetched by their number, never filtered:
// integers and floats alike, missing values left out, and averaged before they
// are coloured. A value's colour is found by counting the thresholds that it
// reaches, so the norm's formula is not needed either.
// Needs: clip_from_framebuffer, framebuffer_from_fragment (frame).
// Gives: the entry points image_vertex and image_fragment.

struct ImageBlock {
    // x, y, width and height in framebuffer pixels (top left, y down), whole.
    drawn_px: vec4<f32>,
    // Width of the image; width of the texture that its values are wrapped into;
    // which of the textures holds them (0 unsigned, 1 signed, 2 float, 3 colours);
    // how many thresholds there are.
    values: vec4<u32>,
    // Texels of an entry of the columns' table, of the rows' table, and the first
    // texel of the latter.
    taps: vec4<u32>,
    // Opacity; the least share of the weights that values must have which are
    // not missing.
    style: vec4<f32>,
}

@group(1) @binding(0) var<uniform> image_block: ImageBlock;
@group(1) @binding(1) var image_uints: texture_2d<u32>;
@group(1) @binding(2) var image_ints: texture_2d<i32>;
@group(1) @binding(3) var image_floats: texture_2d<f32>;
// An entry: first value and number of weights; coverage; weights in pairs.
@group(1) @binding(4) var image_taps: texture_2d<f32>;
// Rising values.
@group(1) @binding(5) var image_thresholds: texture_2d<f32>;
// Premultiplied; the first is that of missing values.
@group(1) @binding(6) var image_colors: texture_2d<f32>;

// Tables are wrapped into rows of this many texels: no GL has a smaller limit.
const IMAGE_TABLE_WIDTH: u32 = 2048u;

fn image_tap(index: u32) -> vec2<f32> {
    let texel = vec2<u32>(index % IMAGE_TABLE_WIDTH, index / IMAGE_TABLE_WIDTH);
    return textureLoad(image_taps, vec2<i32>(texel), 0).xy;
}

// The weight of an entry's value; `first` is the entry's first texel.
fn image_weight(first: u32, index: u32) -> f32 {
    let pair = image_tap(first + 2u + index / 2u);
    return select(pair.x, pair.y, (index & 1u) == 1u);
}

// Where the value of a column and a row stands in its texture.
fn image_texel(column: u32, row: u32) -> vec2<i32> {
    let index = row * image_block.values.x + column;
    return vec2<i32>(vec2<u32>(index % image_block.values.y, index / image_block.values.y));
}

fn image_value(column: u32, row: u32) -> f32 {
    let texel = image_texel(column, row);
    switch image_block.values.z {
        case 0u: {
            return f32(textureLoad(image_uints, texel, 0).x);
        }
        case 1u: {
            return f32(textureLoad(image_ints, texel, 0).x);
        }
        default: {
            return textureLoad(image_floats, texel, 0).x;
        }
    }
}

// By its bits: comparisons with NaN are not to be relied on everywhere.
fn image_is_finite(value: f32) -> bool {
    return (bitcast<u32>(value) & 0x7f800000u) != 0x7f800000u;
}

fn image_is_nan(value: f32) -> bool {
    return (bitcast<u32>(value) & 0x7fffffffu) > 0x7f800000u;
}

// The colour of a value: how many thresholds does it reach?
fn image_color(value: f32) -> vec4<f32> {
    var low = 0u;
    var high = image_block.values.w;
    if image_is_nan(value) {
        high = 0u;
    }
    while low < high {
        let middle = (low + high) / 2u;
        if textureLoad(image_thresholds, vec2<i32>(i32(middle), 0), 0).x <= value {
            low = middle + 1u;
        } else {
            high = middle;
        }
    }
    return textureLoad(image_colors, vec2<i32>(i32(low), 0), 0);
}

// A triangle strip of four vertices without any data.
@vertex
fn image_vertex(@builtin(vertex_index) vertex: u32) -> @builtin(position) vec4<f32> {
    let corner = vec2<f32>(f32(vertex & 1u), f32((vertex >> 1u) & 1u));
    let drawn = image_block.drawn_px;
    return clip_from_framebuffer(drawn.xy + corner * drawn.zw);
}

@fragment
fn image_fragment(@builtin(position) position: vec4<f32>) -> @location(0) vec4<f32> {
    let pixel = vec2<u32>(floor(framebuffer_from_fragment(position) - image_block.drawn_px.xy));
    let x_entry = pixel.x * image_block.taps.x;
    let y_entry = image_block.taps.z + pixel.y * image_block.taps.y;
    let x = vec2<u32>(image_tap(x_entry));
    let y = vec2<u32>(image_tap(y_entry));
    let covered = image_tap(x_entry + 1u).x * image_tap(y_entry + 1u).x * image_block.style.x;
    if x.y == 0u || y.y == 0u {
        return vec4<f32>(0.0);
    }
    if image_block.values.z == 3u {
        var sum = vec4<f32>(0.0);
        for (var row = 0u; row < y.y; row++) {
            for (var column = 0u; column < x.y; column++) {
                let weight = image_weight(y_entry, row) * image_weight(x_entry, column);
                let texel = image_texel(x.x + column, y.x + row);
                let color = textureLoad(image_floats, texel, 0);
                sum += weight * vec4<f32>(color.rgb * color.a, color.a);
            }
        }
        let alpha = clamp(sum.a, 0.0, 1.0);
        return covered * vec4<f32>(clamp(sum.rgb, vec3<f32>(0.0), vec3<f32>(alpha)), alpha);
    }
    if x.y == 1u && y.y == 1u {
        return covered * image_color(image_value(x.x, y.x));
    }
    var sum = 0.0;
    var share = 0.0;
    for (var row = 0u; row < y.y; row++) {
        let row_weight = image_weight(y_entry, row);
        for (var column = 0u; column < x.y; column++) {
            let weight = row_weight * image_weight(x_entry, column);
            let value = image_value(x.x + column, y.x + row);
            if image_is_finite(value) {
                sum += weight * value;
                share += weight;
            }
        }
    }
    if share > 0.0 && share >= image_block.style.y {
        return covered * image_color(sum / share);
    }
    return covered * textureLoad(image_colors, vec2<i32>(0), 0);
}
