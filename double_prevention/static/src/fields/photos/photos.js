import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useFileViewer } from "@web/core/file_viewer/file_viewer_hook";
import {
    Many2ManyBinaryField,
    many2ManyBinaryField,
} from "@web/views/fields/many2many_binary/many2many_binary_field";

/** Photos as thumbnails that open full screen; taken or chosen while it can be edited. */
export class PhotosField extends Many2ManyBinaryField {
    static template = "double_prevention.PhotosField";

    setup() {
        super.setup();
        this.fileViewer = useFileViewer();
    }

    get photos() {
        return this.files.map((file) => ({
            ...file,
            defaultSource: `/web/image/${file.id}`,
            thumbnail: `/web/image/${file.id}/64x64`,
            isImage: true,
            isViewable: true,
        }));
    }

    open(photo) {
        const { photos } = this;
        this.fileViewer.open(
            photos.find(({ id }) => id === photo.id),
            photos
        );
    }
}

export const photosField = {
    ...many2ManyBinaryField,
    component: PhotosField,
    displayName: _t("Photos"),
};

registry.category("fields").add("dp_photos", photosField);
