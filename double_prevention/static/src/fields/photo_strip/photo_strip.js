import { registry } from "@web/core/registry";
import { PhotoGalleryField, photoGalleryField } from "../photo_gallery/photo_gallery";

/** The photos of a row as small thumbnails, with one button to add some. */
export class PhotoStripField extends PhotoGalleryField {
    static template = "double_prevention.PhotoStripField";
}

export const photoStripField = {
    ...photoGalleryField,
    component: PhotoStripField,
};

registry.category("fields").add("dp_photo_strip", photoStripField);
